"""What bin/serve does before the server runs, in one process because a second start must be quick.

It may be run again and again without harm, also after having been killed. What demo and reference data are is told by
their own commands.
"""

import socket
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth import get_user_model
from django.core.management import BaseCommand, CommandError, call_command

DEMO_ACCOUNTS = {
    "demo_clerk": "市民政局联络员",
    "demo_secretary": "市民政局党组书记",
    "demo_supervisor": "巡察办",
    "demo_supervisor2": "巡察办第二人（代填和签字单须由另一人审核、确认）",
    "demo_discipline": "纪检监察机关",
    "demo_organisation": "组织部门",
    "demo_leader": "市领导",
    "demo_admin": "系统管理员",
    "demo_security": "安全管理员",
    "demo_auditor": "审计员",
}


class Command(BaseCommand):
    help = "建库、装入基础数据和演示数据（或首批管理员）、收集静态文件。由 bin/serve 调用。"

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--real", action="store_true", help="正式系统：不装演示数据")
        parser.add_argument("--host", help="检查这个地址能否监听")
        parser.add_argument("--port", default="8000", help="检查这个端口能否监听")

    def handle(self, *, real: bool, host: str | None, port: str, **options: Any) -> None:
        if host:
            refuse_bad_address(host, port)
        call_command("migrate", verbosity=0, interactive=False)
        if real and holds_demo():
            raise CommandError(
                f"{settings.DATA} 里是演示数据，不能作为正式系统启动。请用 TRACKER_DATA 另指一个数据目录"
                "（用 PostgreSQL 的，再用 DATABASE_URL 另指一个库）。"
            )
        if not get_user_model().objects.exists():
            self.fill(real)
        # After the demo, whose history begins in the past with reference data of its own.
        call_command("load_reference", stdout=self.stdout)
        mark_demo(settings.DATA / "demo")
        call_command("collectstatic", verbosity=0, interactive=False)
        if host:
            self.tell(host, port)

    def fill(self, real: bool) -> None:
        if real:
            call_command("create_administrators", stdout=self.stdout)
        else:
            self.stdout.write("正在装入演示数据……")
            self.stdout.flush()
            call_command("load_demo", stdout=self.stdout)

    def tell(self, host: str, port: str) -> None:
        self.stdout.write(f"\n销号系统：http://{host}:{port}/  （按 Ctrl+C 停止）")
        password = settings.DATA / "demo_password"
        if holds_demo() and password.is_file():
            self.stdout.write(f"演示账号（口令都是 {password.read_text().strip()}）：")
            for name, role in DEMO_ACCOUNTS.items():
                self.stdout.write(f"  {name:<18} {role}")
        self.stdout.flush()


def holds_demo() -> bool:
    """Asked of the database: the folder's mark says nothing about a database elsewhere."""
    return get_user_model().objects.filter(username__in=DEMO_ACCOUNTS).exists()


def mark_demo(mark: Path) -> None:
    """The settings read the mark when the server starts, and every page then says 演示系统."""
    if holds_demo():
        mark.touch()
    else:
        mark.unlink(missing_ok=True)


def refuse_bad_address(host: str, port: str) -> None:
    """Before anything is changed: a server may be running there, on this very database."""
    if not port.isdecimal() or not 0 < int(port) < 65536:
        raise CommandError(f"环境变量 PORT 应是 1 到 65535 之间的整数，读不懂“{port}”。")
    with socket.socket() as server:
        # As gunicorn does, so that a port just left by the last server counts as free.
        server.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            server.bind((host, int(port)))
        except OSError as error:
            raise CommandError(
                f"{host}:{port} 不能监听（{error.strerror}）。可能已有一个系统在运行；"
                "要用别的端口，请用 PORT=8001 bin/serve。"
            ) from None
