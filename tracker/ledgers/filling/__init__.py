"""Templates of the superior (上级模板): a workbook that came from outside, recognised once and filled with our rows.

`recognised` reads which sheets can be filled and what their columns ask for; `filled` writes the rows into one, in its
own look and column order. No user, no request; the rows are the caller's queryset.
"""

from tracker.ledgers.filling.meanings import CHOICES, is_choice, words_of
from tracker.ledgers.filling.opening import has_drawings
from tracker.ledgers.filling.recognising import recognised
from tracker.ledgers.filling.shape import Blank, BlankColumn, Filling, Place
from tracker.ledgers.filling.stream import filled, room_for

__all__ = [
    "CHOICES",
    "Blank",
    "BlankColumn",
    "Filling",
    "Place",
    "filled",
    "has_drawings",
    "is_choice",
    "recognised",
    "room_for",
    "words_of",
]
