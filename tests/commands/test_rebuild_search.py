"""`rebuild_search` mends whatever of the search is stale or gone, and says how much that was."""

import pytest
from django.core.management import call_command
from django.db import connection

from tests.factories import issued
from tracker.models import Item, ItemText
from tracker.queries import verify
from tracker.queries.search import matching


@pytest.fixture
def stale(cast):
    """Three items: one as it should be, one with another text, one without any; and no index."""
    rows = [issued(cast, problem=problem) for problem in ("低保空转。", "殡葬空转。", "养老空转。")]
    ItemText.objects.filter(pk=rows[1].pk).update(text="x", grams=["x"])
    ItemText.objects.filter(pk=rows[2].pk).delete()
    connection.check_constraints()  # PostgreSQL makes no index while checks are put off
    with connection.cursor() as cursor:
        cursor.execute("DROP TABLE search_grams" if connection.vendor == "sqlite" else "DROP INDEX search_grams")
    return rows


def test_everything_is_found_again(stale, capsys):
    assert verify.search() is not None

    call_command("rebuild_search")

    assert capsys.readouterr().out == "共 3 个事项，更新了 2 个的检索文本，索引已重建。\n"
    assert verify.search() is None
    assert [[*matching(Item.objects.all(), word)] for word in ("低保", "殡葬", "养老")] == [[row] for row in stale]
