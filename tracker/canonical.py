"""One way to write a value down so that its SHA-256 means the same for ever.

Canonical JSON: keys sorted, no blanks, UTC times, NFC text, UTF-8. Events, snapshots and packets are pinned with it.
"""

import datetime
import decimal
import hashlib
import json
import unicodedata
from collections.abc import Callable, Mapping
from typing import Any

Named = Callable[[Any], Any]


def unnamed(value: Any) -> Any:
    """Nothing else can be said."""
    return value


def canonical(value: Any, named: Named = unnamed) -> str:
    """The one spelling of `value` (dicts, lists, text, numbers, dates, None) that digests are made from.

    `named` says in such values what else there is.
    """
    return json.dumps(_plain(value, named), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, as 64 hexadecimal characters."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: Any, named: Named) -> Any:
    kind = type(value)
    if kind is str:
        return value if value.isascii() else unicodedata.normalize("NFC", value)
    if value is None or kind is int or kind is bool or kind is float:
        return value
    if kind is dict:
        return {
            key if type(key) is str and key.isascii() else _plain(str(key), named): _plain(each, named)
            for key, each in value.items()
        }
    if kind is list or kind is tuple:
        return [_plain(each, named) for each in value]
    return _strange(value, named)


def _strange(value: Any, named: Named) -> Any:
    """The same of what stands more seldom."""
    if isinstance(value, str):
        return str(value) if value.isascii() else unicodedata.normalize("NFC", str(value))
    if isinstance(value, int | float):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(each, named) for each in value]
    if isinstance(value, Mapping):
        return {_plain(str(key), named): _plain(each, named) for key, each in value.items()}
    if isinstance(value, datetime.datetime):
        return _utc(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    told = named(value)
    return told if told is value else _plain(told, named)


def _utc(moment: datetime.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no canonical form")
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
