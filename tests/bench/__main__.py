"""The command: reads its arguments, makes the throw-away database, prints what was measured."""

import argparse
import json
import sys

from tests.bench import database


def arguments() -> argparse.Namespace:
    parser = argparse.ArgumentParser(prog="python -m tests.bench", description="Measures pages, moves and ledgers.")
    parser.add_argument("--items", type=int, default=10_000, metavar="N", help="how many items are loaded")
    parser.add_argument("--database", default="", metavar="URL", help="a PostgreSQL server; a new database is made")
    parser.add_argument("--json", action="store_true", help="print JSON instead of a table")
    parser.add_argument("--times", type=int, default=30, metavar="N", help="how often each page is asked for")
    parser.add_argument("--seconds", type=int, default=10, help="how long eight clients ask for pages")
    parser.add_argument("--keep", default="", metavar="FOLDER", help="use and keep this folder; loaded only when empty")
    parser.add_argument("--like", default="", metavar="FOLDER", help="a kept SQLite folder, copied to PostgreSQL")
    parser.add_argument("--pages-only", action="store_true", help="neither moves nor ledgers")
    return parser.parse_args()


def main() -> None:
    asked = arguments()
    with database.throw_away(asked.database, asked.keep) as folder:
        database.fill(folder, asked.items, asked.like)
        # Only now do the settings know which database it is.
        from tests.bench.report import table
        from tests.bench.run import measure

        found = measure(asked)
    sys.stdout.write(json.dumps(found, ensure_ascii=False, indent=1) + "\n" if asked.json else table(found))


main()
