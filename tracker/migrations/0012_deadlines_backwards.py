"""The register by its deadlines, latest first and those without one last: PostgreSQL walks an index as it is written.

SQLite takes an empty date for the smallest, so there the index of 0001 says so already.
"""

from typing import Any

from django.db import migrations

ORDER = {"forwards": "deadline DESC NULLS LAST", "backwards": "deadline DESC"}


def _made_anew(order: str) -> Any:
    def make(apps: Any, schema_editor: Any) -> None:
        if schema_editor.connection.vendor == "postgresql":
            schema_editor.execute("DROP INDEX item_deadline_back")
            schema_editor.execute(f"CREATE INDEX item_deadline_back ON tracker_item ({order}, number, id)")

    return make


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0011_item_indexes"),
    ]

    operations = [migrations.RunPython(_made_anew(ORDER["forwards"]), _made_anew(ORDER["backwards"]))]
