"""The rows a layout narrows to: the register's own parameters, asked of rows that are chosen already.

Each parameter means here what it means in the register's address; a test holds the two together.
"""

from tracker.ledgers.layouts import Layout
from tracker.models.items import ItemQuerySet
from tracker.queries.lamps import limits, lit


def narrowed(rows: ItemQuerySet, layout: Layout) -> ItemQuerySet:
    """Those of the rows that belong into the layout."""
    for name, value in layout.narrows.items():
        if name == "lamp":
            rows = lit(rows, value.split(","), limits())
        elif name == "extended":
            rows = rows.extended()
        else:
            rows = rows.filter(**{f"{name}__in": value.split(",")})
    return rows
