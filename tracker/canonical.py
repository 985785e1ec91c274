"""One way to write a value down so that its SHA-256 means the same for ever.

Canonical JSON: keys sorted, no blanks, UTC times, NFC text, UTF-8. Events, snapshots and packets are pinned with it.
"""

import datetime
import decimal
import hashlib
import json
import unicodedata
from collections.abc import Mapping
from typing import Any


def canonical(value: Any) -> str:
    """The one spelling of `value` (dicts, lists, text, numbers, dates, None) that digests are made from."""
    return json.dumps(_plain(value), ensure_ascii=False, sort_keys=True, separators=(",", ":"), allow_nan=False)


def digest(value: Any) -> str:
    """SHA-256 of the canonical spelling, as 64 hexadecimal characters."""
    return hashlib.sha256(canonical(value).encode()).hexdigest()


def _plain(value: Any) -> Any:
    if isinstance(value, str):
        return str(value) if value.isascii() else unicodedata.normalize("NFC", str(value))
    if value is None or isinstance(value, int | float):
        return value
    if isinstance(value, (list, tuple)):
        return [_plain(each) for each in value]
    if isinstance(value, Mapping):
        return {_plain(str(key)): _plain(each) for key, each in value.items()}
    if isinstance(value, datetime.datetime):
        return _utc(value)
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, decimal.Decimal):
        return str(value)
    return value


def _utc(moment: datetime.datetime) -> str:
    if moment.tzinfo is None:
        raise ValueError("a time without a zone has no canonical form")
    return moment.astimezone(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%S.%fZ")
