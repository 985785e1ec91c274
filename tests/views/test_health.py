"""The health page answers without sign-in, and tells which part fails."""

from pathlib import Path

import pytest
from django.db import connection

from tests.house_client import HouseClient

pytestmark = pytest.mark.django_db


def test_all_is_well(client: HouseClient) -> None:
    response = client.get("/healthz")
    assert (response.status_code, response.content.decode()) == (200, "正常")
    assert response["Content-Type"] == "text/plain; charset=utf-8"


def test_a_missing_evidence_folder_is_named(client: HouseClient, settings, tmp_path: Path) -> None:
    settings.EVIDENCE_ROOT = tmp_path / "gone"
    response = client.get("/healthz")
    assert (response.status_code, response.content.decode()) == (503, "异常：佐证材料目录不可用")


def test_a_database_without_tables_is_named(client: HouseClient) -> None:
    # Undone with the test's transaction, on both databases.
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE django_migrations RENAME TO elsewhere")
    response = client.get("/healthz")
    assert (response.status_code, response.content.decode()) == (503, "异常：数据库不可用")


def test_nothing_is_changed_by_asking(client: HouseClient, django_assert_num_queries) -> None:
    with django_assert_num_queries(1):
        client.get("/healthz")
    assert client.post("/healthz").status_code == 405
