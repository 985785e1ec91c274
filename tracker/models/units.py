"""Units (单位): a tree of bodies. What a person may do in one is told by `posts.py`."""

from django.db import models
from django.db.models import Q

from tracker import clock
from tracker.enums import Role, UnitKind
from tracker.errors import Refused
from tracker.models.constraints import one_of


class UnitQuerySet(models.QuerySet):
    def under(self, unit: "Unit") -> "UnitQuerySet":
        """The unit itself and all its descendants; a unit that has no place in the tree yet holds nothing."""
        return self.filter(path__startswith=unit.path) if unit.path else self.none()

    def inspected(self) -> "UnitQuerySet":
        """Units that can be inspected (被巡察单位) – not the supervising bodies, not the leaders."""
        return self.exclude(kind__in=(UnitKind.SUPERVISING, UnitKind.LEADERSHIP))

    def of_supervisors(self) -> "Unit":
        """市委巡察办: the unit in which somebody holds the supervisor's role today."""
        today = clock.today()
        in_force = Q(posts__until=None) | Q(posts__until__gte=today)
        unit = self.filter(in_force, posts__role=Role.SUPERVISOR, posts__since__lte=today).order_by("pk").first()
        if unit is None:
            raise Refused("系统中还没有市委巡察办的任职，请联系安全管理员。")
        return unit

    def create_under(self, parent: "Unit | None" = None, **fields) -> "Unit":
        """Create a unit with its place in the tree; the path needs the new id, hence two statements."""
        unit = self.create(parent=parent, **fields)
        unit.path = f"{parent.path if parent else '/'}{unit.pk}/"
        unit.save(update_fields=["path"])
        return unit


class Unit(models.Model):
    """A body that is inspected, supervises or leads. `path` is “/1/7/”: the ids from the root down to itself."""

    name = models.CharField("单位名称", max_length=80, unique=True)
    short_name = models.CharField("简称", max_length=20, blank=True)
    kind = models.CharField("单位类型", max_length=20, choices=UnitKind)
    parent = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="children", verbose_name="上级单位"
    )
    path = models.CharField(max_length=120, default="", db_index=True, editable=False)
    ordinal = models.PositiveIntegerField("排序", default=0)
    is_typed_for = models.BooleanField(
        "由巡察办代填", default=False, help_text="没有账号的单位，由市委巡察办代为填报；代填人不得审核。"
    )
    is_active = models.BooleanField("在用", default=True)

    objects = UnitQuerySet.as_manager()

    class Meta:
        verbose_name = "单位"
        ordering = ["ordinal", "pk"]
        constraints = [one_of("unit", "kind", UnitKind.values)]

    def __str__(self) -> str:
        return self.name

    @property
    def label(self) -> str:
        """The name for narrow places."""
        return self.short_name or self.name

    def holds(self, other: "Unit") -> bool:
        """Is `other` this unit or one of its descendants?"""
        return bool(self.path) and other.path.startswith(self.path)

    def is_within(self, unit_id: int | None) -> bool:
        """Is this the unit with that id, or one of its descendants?"""
        return f"/{unit_id}/" in self.path
