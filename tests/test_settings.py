"""What the environment may say, how it is refused, and that the databases really run as the settings ask."""

import json
import os
import subprocess
import sys
from pathlib import Path

import pytest
from django.conf import settings
from django.db import connection
from django.test import RequestFactory

from tests.reading_house import ROOT
from tracker.databases import database_at
from tracker.views.address import caller_address

KEY = "k" * 50


def start(folder: Path, *words: str, **environment: str) -> subprocess.CompletedProcess[str]:
    """A start as the office sees it: a process of its own, which is no test."""
    clean = {name: os.environ[name] for name in ("PATH", "LANG") if name in os.environ}
    return subprocess.run(
        [sys.executable, "manage.py", *(words or ("shell", "--no-imports", "-c", SHOW))],
        cwd=ROOT,
        env=clean | {"TRACKER_DATA": str(folder), "SECRET_KEY": KEY, "PYTHONIOENCODING": "utf-8"} | environment,
        capture_output=True,
        text=True,
        check=False,
    )


SHOW = """
from django.conf import settings as s
print(s.DATABASES["default"]["NAME"], s.DEBUG, s.ALLOWED_HOSTS[:-3], s.CSRF_TRUSTED_ORIGINS, s.SESSION_COOKIE_SECURE,
      s.PROXY_HEADER, s.IS_DEMO, s.TESTING)
"""


@pytest.mark.parametrize(
    ("name", "value", "sentence"),
    [
        ("DEBUG", "maybe", "环境变量 DEBUG 只能是 true 或 false，现在是“maybe”。"),
        (
            "ALLOWED_HOSTS",
            "zg.example.cn,http://other",
            "环境变量 ALLOWED_HOSTS 应是用英文逗号隔开的主机名（不带 http:// 和端口），读不懂“http://other”。",
        ),
        (
            "TRUSTED_ORIGINS",
            "zg.example.cn",
            "环境变量 TRUSTED_ORIGINS 应是用英文逗号隔开的网址（如 https://zg.example.cn），读不懂“zg.example.cn”。",
        ),
        (
            "PROXY_HEADER",
            "X Forwarded",
            "环境变量 PROXY_HEADER 应是一个请求头的名字（如 X-Forwarded-For），读不懂“X Forwarded”。",
        ),
        ("DATABASE_URL", "mysql://root@db/tracker", "环境变量 DATABASE_URL 只能是 SQLite 或 PostgreSQL。"),
        ("DATABASE_URL", "sqlite://:memory:", "环境变量 DATABASE_URL 没有写明数据库文件。"),
        (
            "DATABASE_URL",
            "tracker",
            "环境变量 DATABASE_URL 读不懂，应像 postgres://用户:口令@主机:5432/库名 或 sqlite:////路径/db.sqlite3。",
        ),
    ],
)
def test_a_malformed_value_stops_the_start_with_a_sentence(
    tmp_path: Path, name: str, value: str, sentence: str
) -> None:
    started = start(tmp_path, **{name: value})
    assert (started.returncode, started.stdout, started.stderr.strip()) == (1, "", sentence)


def test_no_start_without_a_key(tmp_path: Path) -> None:
    started = start(tmp_path, SECRET_KEY="")
    sentence = f"没有密钥或密钥太短：请先运行 bin/serve，它会生成 {tmp_path}/secret_key；或设置环境变量 SECRET_KEY。"
    assert (started.returncode, started.stderr.strip()) == (1, sentence)


def test_a_ledger_is_read_before_anything_is_set_up(tmp_path: Path) -> None:
    """No key, no data folder, no database; and none of them is made."""
    ledger = tmp_path / "ledger.csv"
    ledger.write_text("序号,反馈问题,整改措施,整改时限\n1,制度没有执行,修订制度,2024年6月底前\n", encoding="utf-8")
    folder = tmp_path / "nothing"
    told = start(folder, "import_ledger", str(ledger), "--dry-run", "--json", SECRET_KEY="")

    (item,) = json.loads(told.stdout)["items"]
    assert (told.returncode, told.stderr) == (0, "")
    assert (item["problem"], item["deadline"]["date"]) == ("制度没有执行", "2024-06-30")
    assert not folder.exists()


def test_a_bare_environment_is_enough(tmp_path: Path) -> None:
    (tmp_path / "secret_key").write_text(f"{KEY}\n")
    assert start(tmp_path, SECRET_KEY="").stdout == f"{tmp_path}/db.sqlite3 False [] [] False  False False\n"


def test_the_environment_is_read(tmp_path: Path) -> None:
    (tmp_path / "demo").touch()
    told = start(
        tmp_path,
        DEBUG="true",
        ALLOWED_HOSTS="zg.example.cn, 10.0.0.8",
        TRUSTED_ORIGINS="https://zg.example.cn",
        PROXY_HEADER="X-Forwarded-For",
        DATABASE_URL="postgres://xiaohao:secret@db:5432/xiaohao",
    ).stdout
    assert told == (
        "xiaohao True ['zg.example.cn', '10.0.0.8'] ['https://zg.example.cn'] True HTTP_X_FORWARDED_FOR True False\n"
    )


@pytest.mark.parametrize(
    ("header", "told", "address"),
    [
        ("", "203.0.113.9", "127.0.0.1"),
        ("HTTP_X_FORWARDED_FOR", "203.0.113.9", "203.0.113.9"),
        ("HTTP_X_FORWARDED_FOR", "1.2.3.4, 203.0.113.9", "203.0.113.9"),
        ("HTTP_X_FORWARDED_FOR", "nonsense", "127.0.0.1"),
        ("HTTP_X_FORWARDED_FOR", "", "127.0.0.1"),
    ],
)
def test_the_callers_address_is_what_the_proxy_added(settings, header: str, told: str, address: str) -> None:
    settings.PROXY_HEADER = header
    request = RequestFactory().get("/", headers={"x-forwarded-for": told})
    assert caller_address(request) == address


@pytest.mark.skipif(connection.vendor != "sqlite", reason="SQLite's own settings")
@pytest.mark.django_db(transaction=True)
def test_sqlite_runs_on_a_file_with_wal_and_takes_the_lock_at_begin() -> None:
    assert Path(connection.settings_dict["NAME"]).parent == settings.DATA
    with connection.cursor() as cursor:
        read = {name: cursor.execute(f"PRAGMA {name}").fetchone()[0] for name in PRAGMAS}
    assert read == PRAGMAS
    assert connection.transaction_mode == "IMMEDIATE"


# synchronous 1 is NORMAL; busy_timeout in milliseconds.
PRAGMAS = {"journal_mode": "wal", "synchronous": 1, "foreign_keys": 1, "busy_timeout": 20_000}


@pytest.mark.django_db
def test_no_connection_outlives_its_health() -> None:
    assert connection.settings_dict["CONN_HEALTH_CHECKS"] is True
    assert connection.settings_dict["CONN_MAX_AGE"] == 60


def test_there_is_no_admin_and_every_page_is_closed_by_default() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert "django.contrib.auth.middleware.LoginRequiredMiddleware" in settings.MIDDLEWARE
    assert settings.MIDDLEWARE[-1] == "axes.middleware.AxesMiddleware"


@pytest.mark.parametrize(
    ("asked", "options", "threshold"),
    [
        ("", "-c jit=off", 3),
        ("?options=-c%20search_path%3Dzg", "-c jit=off -c search_path=zg", 3),
        ("?currentSchema=zg&sslmode=require", "-c jit=off -c search_path=zg", 3),
        ("?prepare_threshold=8", "-c jit=off", 8),
        ("?prepare_threshold=none", "-c jit=off", None),
    ],
)
def test_what_the_url_says_of_postgresql_goes_first(
    tmp_path: Path, asked: str, options: str, threshold: object
) -> None:
    told = database_at(f"postgres://zg:secret@db/zg{asked}", tmp_path, "DATABASE_URL")["OPTIONS"]
    assert (told["options"], told["prepare_threshold"], told["server_side_binding"]) == (options, threshold, True)
