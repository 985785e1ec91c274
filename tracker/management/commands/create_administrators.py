"""The first three administrators of an empty system. Everybody else is made by them, on the pages."""

from argparse import ArgumentParser
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from tracker.actions.accounts import create_administrators
from tracker.errors import Refused


class Command(BaseCommand):
    help = "建立系统管理员、安全管理员、审计员三个账号，首次密码只显示这一次。已有管理员时不办。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--unit", default="市委巡察办", help="三个管理员所在的单位，没有就新建")

    def handle(self, *, unit: str, **options: Any) -> None:
        try:
            made = create_administrators(unit_name=unit)
        except Refused as refusal:
            raise CommandError(refusal.sentence) from None
        self.stdout.write("已建立三个管理员账号。首次密码只显示这一次，请分别交给本人，登录后须先改密码：")
        for user, role, password in made:
            self.stdout.write(f"  {user.username:<10} {password}  {role.label}")
