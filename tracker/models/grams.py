"""The database's own index over `ItemText.grams`: everything about it that the two databases say differently.

SQLite: an FTS5 table that keeps no texts of its own, with triggers that take every change of a row along. PostgreSQL:
a GIN index. `put_up` is idempotent and runs after every migration, for one that rebuilds a table on SQLite silently
drops its triggers; what was missing is then filled anew. `missing` is asked by `verify`.
"""

from collections.abc import Collection, Iterable
from typing import Any

from django.db import connections
from django.db.models import BigIntegerField, BooleanField, ExpressionWrapper, F, Func, OuterRef, Q, Subquery, Value
from django.db.models.expressions import RawSQL
from django.db.models.functions import StrIndex
from django.db.models.lookups import GreaterThan, In

from tracker.models.search import ItemText

_ROWS = ItemText._meta.db_table
_SIGNS = "!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~"  # to this tokenizer only a blank stands between grams
_TOKENIZER = "ascii tokenchars '" + _SIGNS.replace("'", "''") + "'"
_DELETE = "INSERT INTO search_grams (search_grams, rowid, grams) VALUES ('delete', OLD.item_id, OLD.grams);"
_INSERT = "INSERT INTO search_grams (rowid, grams) VALUES (NEW.item_id, NEW.grams);"
# A delete takes the row's old grams along, which FTS5 itself could not name; so it works in every SQLite of our time.
_SQLITE = {
    "search_grams": f"CREATE VIRTUAL TABLE search_grams USING fts5(grams, content='{_ROWS}', content_rowid='item_id',"
    f' columnsize=0, detail=none, tokenize="{_TOKENIZER.replace(chr(34), chr(34) * 2)}")',
    "search_insert": f"CREATE TRIGGER search_insert AFTER INSERT ON {_ROWS} BEGIN {_INSERT} END",
    "search_update": f"CREATE TRIGGER search_update AFTER UPDATE ON {_ROWS} BEGIN {_DELETE} {_INSERT} END",
    "search_delete": f"CREATE TRIGGER search_delete AFTER DELETE ON {_ROWS} BEGIN {_DELETE} END",
}
# New entries wait in a short list, which every search reads through: long enough to make imports four times as fast.
# No statistics: the planner would think it cheaper to read all rows for a common word, not knowing how wide they are.
_POSTGRESQL = {
    "search_grams": f"CREATE INDEX search_grams ON {_ROWS} USING gin (grams) WITH (gin_pending_list_limit = 1024)",
    "search_statistics": f"ALTER TABLE {_ROWS} ALTER COLUMN grams SET STATISTICS 0",
}
_PRESENT = """
    SELECT c.relname FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
    WHERE c.relname = 'search_grams' AND i.indisvalid AND pg_table_is_visible(c.oid)
    UNION ALL
    SELECT 'search_statistics' FROM pg_attribute
    WHERE attrelid = %s::regclass AND attname = 'grams' AND attstattarget = 0
"""


def put_up(using: str = "default") -> None:
    """Create whatever part of the index is missing or worded otherwise, and fill it from the rows."""
    if _ROWS in connections[using].introspection.table_names() and missing(using):
        rebuild(using)


def missing(using: str = "default") -> list[str]:
    """The parts of the index that are not there as they should be."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        found = dict(_ask(connection, "SELECT name, sql FROM sqlite_master WHERE name LIKE 'search_%'"))
        return [name for name, statement in _SQLITE.items() if found.get(name) != statement]
    present = {name for (name,) in _ask(connection, _PRESENT, [_ROWS])}
    return [name for name in _POSTGRESQL if name not in present]


def rebuild(using: str = "default") -> None:
    """Make the whole index anew from the rows that are there."""
    connection = connections[using]
    if connection.vendor == "sqlite":
        drop = [f"DROP {'TABLE' if name == 'search_grams' else 'TRIGGER'} IF EXISTS {name}" for name in _SQLITE]
        statements = [*drop, *_SQLITE.values(), "INSERT INTO search_grams (search_grams) VALUES ('rebuild')"]
    else:
        statements = ["DROP INDEX IF EXISTS search_grams", *_POSTGRESQL.values()]
    with connection.cursor() as cursor:
        for statement in statements:
            cursor.execute(statement)


def having(
    grams: Iterable[str], words: Collection[str], *, counted: int = 0, in_order: bool = False, using: str = "default"
) -> Q:
    """Items that have all of the grams, and hold the words, whose grams might stand apart in a text.

    `counted`: how many there are, where that is known and only the first of them are wanted.
    SQLite finds the items first and reads the texts of those alone that are wanted: of all, unless told that the rows
    are wanted in an order and will soon do. PostgreSQL is quicker if it may look at grams and text of a row at once.
    """
    found, params = _ids(grams, using)
    if connections[using].vendor == "sqlite":
        # An id that is reckoned keeps SQLite from beginning with the items found, which it would have to sort.
        pk = ExpressionWrapper(F("pk") + 0, BigIntegerField()) if in_order else F("pk")
        return Q(In(pk, RawSQL(found, params))) & holding(words)
    held = "".join(" AND strpos(text, %s) > 0" for _ in words)
    ids = RawSQL(found + held, [*params, *words])
    return Q(_among(ids)) if counted else Q(pk__in=ids)


def _among(ids: RawSQL) -> Func:
    """The items of these ids, which PostgreSQL finds before anything else.

    It does not know how rare a word is, and might read all items in the order wanted till it has found fifty.
    """
    template, joiner = "%(expressions)s)", " = ANY(ARRAY"
    return Func(F("pk"), ids, template=template, arg_joiner=joiner, output_field=BooleanField())


def count(grams: Iterable[str], limit: int, using: str = "default") -> int:
    """How many items have all of the grams, `limit` at most (one statement)."""
    found, params = _ids(grams, using)
    return _ask(connections[using], f"SELECT COUNT(*) FROM ({found} LIMIT {limit}) AS cut", params)[0][0]


def _ids(grams: Iterable[str], using: str) -> tuple[str, list[Any]]:
    if connections[using].vendor == "sqlite":
        match = " AND ".join('"' + gram.replace('"', '""') + '"' for gram in sorted(grams))
        return "SELECT rowid FROM search_grams WHERE search_grams MATCH %s", [match]
    return f"SELECT item_id FROM {_ROWS} WHERE grams @> %s::text[]", [sorted(grams)]


def holding(words: Iterable[str]) -> Q:
    """Items whose text holds all the words, looked up row by row.

    Not asked with EXISTS, which PostgreSQL takes for a join and then reads all texts there are.
    """
    text = Subquery(ItemText.objects.filter(item=OuterRef("pk")).order_by().values("text"))
    held = Q()
    for word in words:
        held &= Q(GreaterThan(StrIndex(text, Value(word)), 0))
    return held


def _ask(connection: Any, query: str, params: Any = None) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(query, params)
        return list(cursor.fetchall())
