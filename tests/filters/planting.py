"""Rows planted for the tests of the register's conditions."""

import itertools

from tracker.actions.search_index import index
from tracker.filters.items import asked_of
from tracker.models import Item

_numbers = itertools.count(1)


def plant(like, **fields):
    """A copy of an item with some fields changed."""
    row = Item.objects.get(pk=like.pk)
    row.pk, row.number = None, f"p-{next(_numbers):02d}"
    for name, value in fields.items():
        setattr(row, name, value)
    row.save(force_insert=True)
    index([row.pk])
    return row


def register_choices(post):
    return asked_of(post, "").choices
