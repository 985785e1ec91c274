"""What is searched of an item: its texts in one normal form, and their character pairs, which an index can find.

Chinese has no blanks between words, so a word is looked for by the pairs of neighbouring characters it is made of.
Written by `actions/search_index.py`, indexed by `models/grams.py`, asked by `queries/search.py`; decision 0017.
"""

import re
import unicodedata
from collections.abc import Iterable
from functools import partial
from operator import add
from typing import Any

from django.db import models
from django.db.models import QuerySet

from tracker.compiled import for_ids
from tracker.models.items import Item
from tracker.models.measures import Measure, ProgressNote

# Blanks end a word, and so does what neither database could keep in a text.
_BREAKS = re.compile("[\\s\x00-\x1f\x7f\ud800-\udfff]+")
_LATIN = re.compile("[!-~]{3,}")
_OWN = ("number", "source_number", "problem", "root_cause", "outcome", "leader", "owner", "department", "patron")
_UNIT = ("unit__name", "unit__short_name")
_AT_ONCE = 500  # items whose texts one statement reads


class GramsField(models.Field):
    """A set of short strings without blanks: an array on PostgreSQL, else joined by blanks."""

    def db_type(self, connection: Any) -> str:
        return "text[]" if connection.vendor == "postgresql" else "text"

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        return value if connection.vendor == "postgresql" else " ".join(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> list[str]:
        return value.split() if isinstance(value, str) else value


class ItemText(models.Model):
    """检索文本: all that is searched of one item. Derived, and therefore made anew whenever the item's texts change."""

    item = models.OneToOneField(Item, models.PROTECT, primary_key=True, related_name="searched")
    text = models.TextField("文字")
    grams = GramsField("字对")

    class Meta:
        verbose_name = "检索文本"
        ordering = ["item"]

    def __str__(self) -> str:
        return self.text


# --- words and grams ------------------------------------------------------------------------------------------------


def normal(text: str) -> str:
    """One spelling for full-width and half-width signs, capitals and small letters; single blanks."""
    return " ".join(_words(text))


def words_of(text: str) -> list[str]:
    """The words somebody looks for, in the normal form, each once."""
    return list(dict.fromkeys(word for word in _words(text) if word))


def _words(text: str) -> list[str]:
    # casefold, not lower: what a letter becomes must not depend on its neighbours.
    return _BREAKS.split(unicodedata.normalize("NFKC", text).casefold())


def grams_of(text: str) -> set[str]:
    """The pairs of neighbours in a normal text; threes as well in Latin runs, where pairs say too little.

    A number such as 6-01-10 is made of pairs that every tenth item has.
    """
    grams: set[str] = set()
    for run in text.split():
        grams.update(map(add, run, run[1:]))
        for latin in _LATIN.findall(run):
            grams.update(map("".join, zip(latin, latin[1:], latin[2:], strict=False)))
    return grams


def needed(word: str) -> set[str]:
    """The grams a text must have to hold the word: none for a single character; what a three implies is left out."""
    grams = grams_of(word)
    threes = [gram for gram in grams if len(gram) == 3]
    return {gram for gram in grams if len(gram) == 3 or not any(gram in three for three in threes)}


def spans(text: str, words: Iterable[str]) -> list[tuple[int, int]]:
    """Where words stand in a text as it is written: begin and end, in order, those that touch in one."""
    folded, places = _placed(text)
    found = sorted(
        (places[hit.start()], places[hit.end() - 1] + 1)
        for word in words
        if word
        for hit in re.finditer(re.escape(word), folded)
    )
    merged: list[tuple[int, int]] = []
    for begin, end in found:
        if merged and begin <= merged[-1][1]:
            merged[-1] = (merged[-1][0], max(end, merged[-1][1]))
        else:
            merged.append((begin, end))
    return merged


def _placed(text: str) -> tuple[str, Any]:
    """The text in its normal form, and for each of its characters the place it came from."""
    folded = unicodedata.normalize("NFKC", text).casefold()
    if len(folded) == len(text):
        return folded, range(len(text))
    each = [unicodedata.normalize("NFKC", sign).casefold() for sign in text]
    return "".join(each), [place for place, signs in enumerate(each) for _ in signs]


# --- the texts of items ---------------------------------------------------------------------------------------------


def texts_of(ids: Iterable[int]) -> dict[int, str]:
    """What is searched of some items, in the normal form (three statements).

    Parts stand on lines of their own, so that no word is found across two of them.
    """
    ids = list(ids)
    parts: dict[int, list[str]] = {pk: texts for pk, *texts in _rows("items", ids)}
    for pk, text, owner in _rows("measures", ids):
        parts[pk] += [text, owner]
    for pk, text in _rows("notes", ids):
        parts[pk].append(text)
    return {pk: "\n".join(dict.fromkeys(filter(None, map(normal, texts)))) for pk, texts in parts.items()}


def _rows(kind: str, ids: list[int]) -> list[tuple[Any, ...]]:
    """Rows that begin with an item's id, for all these items; the statement is compiled once for one and for many."""
    found: list[tuple[Any, ...]] = []
    most = 1 if len(ids) == 1 else _AT_ONCE
    for start in range(0, len(ids), most):
        places = range(-most, 0)
        found += for_ids(("texts", kind, most), partial(_TEXTS[kind], places), ids[start : start + most], most)
    return found


def _items(places: Iterable[int]) -> QuerySet[Any, Any]:
    return Item.objects.filter(pk__in=places).order_by().values_list("pk", *_OWN, *_UNIT)


def _measures(places: Iterable[int]) -> QuerySet[Any, Any]:
    rows = Measure.objects.kept().filter(item__in=places).order_by("item", "ordinal", "pk")
    return rows.values_list("item", "text", "owner")


def _notes(places: Iterable[int]) -> QuerySet[Any, Any]:
    return ProgressNote.objects.filter(item__in=places).order_by("item", "pk").values_list("item", "text")


_TEXTS = {"items": _items, "measures": _measures, "notes": _notes}
