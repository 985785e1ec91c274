"""People, accounts and posts. A person may have an account; rights come only from the post worn."""

import datetime

from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.db import models
from django.db.models import CheckConstraint, F, Q

from tracker import clock
from tracker.enums import Role
from tracker.models.constraints import one_of, paired
from tracker.models.units import Unit


class Person(models.Model):
    """人员: somebody with a name, whether or not they ever sign in."""

    name = models.CharField("姓名", max_length=40)
    title = models.CharField("职务", max_length=80, blank=True)
    phone = models.CharField("联系电话", max_length=40, blank=True)
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="people", verbose_name="所在单位")
    is_active = models.BooleanField("在岗", default=True)

    class Meta:
        verbose_name = "人员"
        ordering = ["unit__ordinal", "pk"]

    def __str__(self) -> str:
        return self.name


class UserManager(BaseUserManager):
    def create_user(self, username: str, password: str | None, person: Person, **fields) -> "User":
        user = self.model(username=username, person=person, **fields)
        user.set_password(password)
        user.save()
        return user


class User(AbstractBaseUser):
    """账号: a person's way in. There is no superuser and no permission table."""

    username = models.CharField("用户名", max_length=40, unique=True)
    person = models.OneToOneField(Person, models.PROTECT, related_name="user", verbose_name="人员")
    must_change_password = models.BooleanField("首次登录须改密码", default=True)
    is_active = models.BooleanField("启用", default=True)
    created_at = models.DateTimeField("建立时间", default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    REQUIRED_FIELDS: list[str] = []

    class Meta:
        verbose_name = "账号"
        ordering = ["username"]

    def __str__(self) -> str:
        return self.username


class PostQuerySet(models.QuerySet):
    def current(self, on: datetime.date | None = None) -> "PostQuerySet":
        """Posts in force on a day (today if none is told)."""
        day = on or clock.today()
        return self.filter(Q(until__isnull=True) | Q(until__gte=day), since__lte=day, person__is_active=True)


class Post(models.Model):
    """任职: person × unit × role for a time. Work hangs on it, so that a handover is one move."""

    person = models.ForeignKey(Person, models.PROTECT, related_name="posts", verbose_name="人员")
    unit = models.ForeignKey(Unit, models.PROTECT, related_name="posts", verbose_name="单位")
    role = models.CharField("角色", max_length=20, choices=Role)
    since = models.DateField("任职自", default=clock.today)
    until = models.DateField("任职至", null=True, blank=True)
    is_acting = models.BooleanField("主持工作（代理）", default=False)
    granted_at = models.DateTimeField("授予时间", null=True, blank=True)
    granted_by = models.ForeignKey(
        "self", models.PROTECT, null=True, blank=True, related_name="+", verbose_name="授予人"
    )

    objects = PostQuerySet.as_manager()

    class Meta:
        verbose_name = "任职"
        ordering = ["pk"]
        constraints = [
            one_of("post", "role", Role.values),
            *paired("post", "granted"),
            CheckConstraint(
                condition=Q(until__isnull=True) | Q(until__gte=F("since")), name="post_until_not_before_since"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.unit.label}　{self.person.name}"

    def is_current(self, on: datetime.date | None = None) -> bool:
        """Is the post in force on a day?"""
        day = on or clock.today()
        return self.since <= day and (self.until is None or self.until >= day)
