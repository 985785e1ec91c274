"""Which category (任务类别) and class (问题类别) items have; changed by 巡察办, many at once. No status changes."""

from collections.abc import Iterable
from typing import Any

from tracker.actions.door import writing
from tracker.models import Item, Post, ProblemClass


def recategorise(
    items: Iterable[Item], *, by: Post, category: Any = None, problem_class: ProblemClass | None = None
) -> int:
    """Change the category (任务类别) or class of many items at once; returns how many changed."""
    wanted: dict[str, Any] = {
        name: value for name, value in (("category", category), ("problem_class", problem_class)) if value is not None
    }
    with writing(by=by) as writer:
        changed = 0
        for each in items:
            item = writer.fresh(each)
            writer.allow("recategorise", item)
            if any(getattr(item, name) != value for name, value in wanted.items()):
                writer.change(item, "recategorise", **wanted, **_fitting(item, category))
                changed += 1
    return changed


def _fitting(item: Item, category: Any) -> dict[str, None]:
    """A requirement point of another category goes with its category."""
    point = item.requirement
    return {"requirement": None} if point and category and point.category_id != category.pk else {}
