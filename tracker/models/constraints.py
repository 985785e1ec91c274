"""Constraints that several models share. Each name carries the model's, since names are unique per database."""

from collections.abc import Iterable

from django.db.models import CheckConstraint, Q


def paired(model: str, *stems: str) -> list[CheckConstraint]:
    """For each stem: `<stem>_at` and `<stem>_by` are both set or both empty."""
    return [_pair(model, stem) for stem in stems]


def _pair(model: str, stem: str) -> CheckConstraint:
    both = Q(**{f"{stem}_at__isnull": False, f"{stem}_by__isnull": False})
    neither = Q(**{f"{stem}_at__isnull": True, f"{stem}_by__isnull": True})
    return CheckConstraint(condition=both | neither, name=f"{model}_{stem}_at_by_paired")


def one_of(model: str, field: str, values: Iterable[str], *, blank: bool = False) -> CheckConstraint:
    """The stored word is one of the enumeration's (or empty where `blank`)."""
    words = [*map(str, values), *([""] if blank else [])]
    return CheckConstraint(condition=Q(**{f"{field}__in": words}), name=f"{model}_{field}_known")
