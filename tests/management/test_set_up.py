"""What a start sets up and refuses. The demo and reference data have tests of their own."""

import socket

import pytest
from django.core.management import CommandError, call_command

from tracker.enums import UnitKind
from tracker.management.commands.set_up import holds_demo, mark_demo, refuse_bad_address
from tracker.models import Person, Unit, User


def make_account(name: str) -> None:
    unit = Unit.objects.create(name="X市巡察办", kind=UnitKind.SUPERVISING)
    User.objects.create_user(name, "an-honest-password", Person.objects.create(name="张某某", unit=unit))


@pytest.mark.django_db
@pytest.mark.parametrize(("account", "demo"), [("demo_supervisor", True), ("zhangmm", False)])
def test_the_folder_is_marked_as_the_database_is(account: str, demo: bool, tmp_path) -> None:
    make_account(account)
    mark = tmp_path / "demo"
    for left_behind in (True, False):
        mark.touch() if left_behind else mark.unlink(missing_ok=True)
        mark_demo(mark)
        assert (holds_demo(), mark.exists()) == (demo, demo)


@pytest.mark.django_db
def test_a_real_system_refuses_a_demo_database(settings) -> None:
    make_account("demo_clerk")
    with pytest.raises(CommandError) as refusal:
        call_command("set_up", real=True)
    assert str(refusal.value) == (
        f"{settings.DATA} 里是演示数据，不能作为正式系统启动。请用 TRACKER_DATA 另指一个数据目录"
        "（用 PostgreSQL 的，再用 DATABASE_URL 另指一个库）。"
    )


@pytest.mark.parametrize("port", ["", "http", "0", "65536", "80.5"])
def test_a_port_that_is_none_is_refused(port: str) -> None:
    with pytest.raises(CommandError) as refusal:
        refuse_bad_address("127.0.0.1", port)
    assert str(refusal.value) == f"环境变量 PORT 应是 1 到 65535 之间的整数，读不懂“{port}”。"


def test_an_address_in_use_is_refused_before_anything_is_changed() -> None:
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        with pytest.raises(CommandError, match=rf"^127\.0\.0\.1:{port} 不能监听（.+）。可能已有一个系统在运行"):
            call_command("set_up", host="127.0.0.1", port=str(port))
    refuse_bad_address("127.0.0.1", str(port))
