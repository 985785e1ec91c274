"""Saved views of the register (保存的视图): conditions, order and columns under a name. Never rows."""

from django.db import models
from django.db.models import CheckConstraint, Q

from tracker.enums import Role
from tracker.models.constraints import paired
from tracker.models.people import Post, User


class SavedViewQuerySet(models.QuerySet):
    def offered_to(self, user: User, post: Post) -> "SavedViewQuerySet":
        """One's own, and those shared with the post: by 巡察办 with everybody, by others within their own unit.

        What was shared is offered as long as the post it was shared from is in force: afterwards nobody is left in
        that office who could take it back.
        """
        reaches = Q(shared_by__role=Role.SUPERVISOR) | Q(shared_by__unit=post.unit_id)
        return self.filter(Q(user=user) | (Q(shared_by__in=Post.objects.current()) & reaches))


class SavedView(models.Model):
    """保存的视图: what the register was asked for, and which columns it showed. The rows stay the reader's own."""

    user = models.ForeignKey(User, models.PROTECT, related_name="saved_views")
    name = models.CharField("名称", max_length=30)
    query = models.TextField("条件与排序", blank=True)  # a querystring as `filters/bar.address` writes it
    columns = models.JSONField("列")
    shared_at = models.DateTimeField("共享时间", null=True, blank=True)
    shared_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+", verbose_name="共享人")

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        verbose_name = "保存的视图"
        ordering = ["pk"]
        constraints = [
            models.UniqueConstraint(fields=["user", "name"], name="saved_view_once"),
            CheckConstraint(condition=~Q(name=""), name="saved_view_named"),
            *paired("saved_view", "shared"),
        ]

    def __str__(self) -> str:
        return self.name
