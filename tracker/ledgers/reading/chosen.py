"""What a person chose columns to mean, laid over what the reader took them for."""

from collections.abc import Mapping

from tracker.ledgers.reading.columns import Roles
from tracker.ledgers.reading.texts import column_number

# sheet -> letter of a column -> its meaning as `ColumnReading` tells it (“units+owners”), or one of the two below
Chosen = Mapping[str, Mapping[str, str]]
SKIP = "skip"  # not taken in at all
ONLY_KEPT = "other"  # no field of ours; its words stay in the history


def lay_over(roles: Roles, chosen: Mapping[str, str]) -> None:
    """Give the columns of one sheet the meanings chosen by letter; the others stay as they were settled."""
    for letter, meanings in chosen.items():
        column = column_number(letter)
        for meaning in roles.of(column):
            roles.columns[meaning].remove(column)
        for meaning in meanings.split("+"):
            roles.give(meaning, [column])
