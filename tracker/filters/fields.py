"""Form fields for conditions that stand in an address: lists with commas, flags, months, days.

A malformed value never stops a page: the field says so in a sentence and the condition is left out.
"""

import datetime
import re
from collections.abc import Collection, Mapping
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

LEFT_OUT = "这个条件没有用上。"
NONE = "none"  # “未定时限”, “未分类”
_COMMA = re.compile(r"[,，]")
_MONTH = re.compile(r"[12]\d{3}-(0[1-9]|1[0-2])")


class Joined(forms.TextInput):
    """A condition given several times in an address counts as one list."""

    def value_from_datadict(self, data: Mapping[str, Any], files: Any, name: str) -> str:
        values = data.getlist(name) if hasattr(data, "getlist") else [data.get(name) or ""]
        return ",".join(value for value in values if value)


class ListField(forms.CharField):
    """Values with commas, each one of `allowed`. Cleans to a list without doubles."""

    widget = Joined

    def __init__(self, *, allowed: Collection[str] = (), **kwargs: Any):
        super().__init__(**kwargs)
        self.allowed = allowed

    def to_python(self, value: Any) -> list[str]:
        parts = [part.strip() for part in _COMMA.split(super().to_python(value))]
        return list(dict.fromkeys(part for part in parts if part))

    def validate(self, value: list[str]) -> None:
        for part in value:
            if part not in self.allowed:
                words = "".join(sign for sign in part[:20] if sign.isprintable())
                raise ValidationError(f"没有“{words}”可选，{LEFT_OUT}")

    def run_validators(self, value: list[str]) -> None:
        """What is allowed needs no further check."""


class MonthsField(ListField):
    """Months as 2026-11, or `none` for rows without a date."""

    def validate(self, value: list[str]) -> None:
        for part in value:
            if part != NONE and not _MONTH.fullmatch(part):
                raise ValidationError(f"月份要写成 2026-11 这样，{LEFT_OUT}")


class FlagField(forms.Field):
    """1 yes, 0 no, nothing either."""

    def to_python(self, value: Any) -> bool | None:
        if value in (None, ""):
            return None
        if value not in ("0", "1"):
            raise ValidationError(f"只能选“是”或“否”，{LEFT_OUT}")
        return value == "1"


class DayField(forms.DateField):
    """A day, written in any of the usual ways."""

    widget = forms.TextInput

    def __init__(self, **kwargs: Any):
        formats = ["%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y%m%d", "%Y年%m月%d日"]
        wrong = {"invalid": f"日期要写成 2026-11-23 这样，{LEFT_OUT}"}
        super().__init__(input_formats=formats, error_messages=wrong, **kwargs)

    def to_python(self, value: Any) -> datetime.date | None:
        day = super().to_python(value)
        if day is not None and not 1949 <= day.year <= 2149:  # the ends of the calendar would overflow
            raise ValidationError(self.error_messages["invalid"], code="invalid")
        return day


class TextField(forms.CharField):
    """A few words."""

    def __init__(self, **kwargs: Any):
        wrong = {
            "max_length": f"最多 60 个字，{LEFT_OUT}",
            "null_characters_not_allowed": f"含有不能查找的字符，{LEFT_OUT}",
        }
        super().__init__(max_length=60, **kwargs)
        self.error_messages.update(wrong)
        for validator in self.validators:
            if getattr(validator, "code", "") in wrong:
                validator.message = wrong[validator.code]
