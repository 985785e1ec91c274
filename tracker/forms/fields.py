"""Fields and small parts that several forms share. What a form asks for belongs in the form of its noun."""

import datetime
from collections.abc import Iterable
from typing import Any

from django import forms

from tracker.models import Category, ProblemClass, Requirement
from tracker.workflow import MIN_REASON

_DAY_FORMATS = ("%Y-%m-%d", "%Y/%m/%d", "%Y.%m.%d", "%Y年%m月%d日", "%Y%m%d")
_FIRST_DAY, _LAST_DAY = datetime.date(1980, 1, 1), datetime.date(2100, 12, 31)


class DayField(forms.DateField):
    """A date as people write it; shown and asked for as 2026-12-31."""

    widget = forms.DateInput(format="%Y-%m-%d", attrs={"placeholder": "2026-12-31", "autocomplete": "off"})
    default_error_messages = {"invalid": "写作 2026-12-31。"}

    def __init__(self, **kwargs: Any):
        kwargs.setdefault("input_formats", _DAY_FORMATS)
        super().__init__(**kwargs)

    def clean(self, value: Any) -> datetime.date | None:
        day = super().clean(value)
        if day is not None and not _FIRST_DAY <= day <= _LAST_DAY:
            raise forms.ValidationError("年份写错了，请核对。")
        return day


def check_promise(day: datetime.date | None, since: datetime.date | None) -> None:
    """A first promise is kept for ever: a date before the problem was even told is a slip of the pen."""
    if day is not None and since is not None and day < since:
        raise forms.ValidationError(f"时限早于{since.isoformat()}（问题反馈或登记之日），请核对年份。")


def whole(text: str | None) -> int | None:
    """A row's id or another number as an address or a form tells it; None for what no row can have."""
    return int(text) if text and text.isascii() and text.isdigit() and len(text) < 19 else None


class TextField(forms.CharField):
    """A text of several lines."""

    def __init__(self, *, rows: int = 4, **kwargs: Any):
        kwargs.setdefault("widget", forms.Textarea(attrs={"rows": rows}))
        kwargs.setdefault("max_length", 10_000)
        super().__init__(**kwargs)


class ReasonField(TextField):
    """A reason of at least ten characters; the field says so beforehand."""

    def __init__(self, **kwargs: Any):
        said = kwargs.pop("help_text", "写明情况。")
        super().__init__(help_text=f"不少于 {MIN_REASON} 个字。{said}", **kwargs)

    def clean(self, value: Any) -> str:
        text = super().clean(value)
        if text and len(text) < MIN_REASON:
            raise forms.ValidationError(f"现在 {len(text)} 个字，至少 {MIN_REASON} 个字。")
        return text


class Choice(forms.ChoiceField):
    """A choice among words."""

    default_error_messages = {"invalid_choice": "没有这个选项，请重新选择。"}


class Labelled(forms.ModelChoiceField):
    """A choice of rows with words of its own."""

    default_error_messages = {"invalid_choice": "没有这个选项，请重新选择。"}

    def __init__(self, queryset: Any, *, words: Any, **kwargs: Any):
        self.words = words
        kwargs.setdefault("empty_label", "请选择")
        super().__init__(queryset, **kwargs)

    def label_from_instance(self, row: Any) -> str:
        return self.words(row)


def category_field(**kwargs: Any) -> Labelled:
    """任务类别: code and title."""
    rows = Category.objects.order_by("code")
    return Labelled(rows, words=lambda row: f"{row.code}　{row.title}", label="任务类别", **kwargs)


def class_field(inspection_round: Any, **kwargs: Any) -> Labelled:
    """问题类别 of the round, or the defaults where the round has none of its own."""
    own = ProblemClass.objects.filter(inspection_round=inspection_round).select_related("parent")
    rows = own if own.exists() else ProblemClass.objects.filter(inspection_round=None).select_related("parent")
    return Labelled(rows.order_by("code"), words=_class_words, label="问题类别", **kwargs)


def _class_words(row: ProblemClass) -> str:
    return f"{row.parent.name}　/　{row.name}" if row.parent else row.name


def requirement_choices() -> list[tuple[str, Any]]:
    """Requirement points under their categories."""
    groups: dict[str, list[tuple[str, str]]] = {}
    for row in Requirement.objects.select_related("category").order_by("category__code", "ordinal"):
        groups.setdefault(f"{row.category.code}　{row.category.short_name}", []).append((str(row.pk), row.text))
    return [("", "不选"), *groups.items()]


def requirement_of(pk: str, category: Category | None) -> Requirement | None:
    """The chosen point, which must belong to the chosen category."""
    if not pk:
        return None
    row = Requirement.objects.get(pk=pk)
    if category is not None and row.category_id != category.pk:
        raise forms.ValidationError("所选要点不属于所选任务类别，请改选。")
    return row


def person_named(text: str, people: Iterable[Any]) -> Any:
    """The one person of that very name; none where nobody or several have it, or more is written than a name."""
    found = [person for person in people if person.name == text.strip()]
    return found[0] if len(found) == 1 else None
