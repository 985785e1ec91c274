# 回执: a form handed in twice makes its rows once.

import django.db.models.deletion
import tracker.clock
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0001_schema"),
    ]

    operations = [
        migrations.CreateModel(
            name="Receipt",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("form", models.CharField(max_length=64)),
                ("made", models.JSONField()),
                ("given_at", models.DateTimeField(default=tracker.clock.now)),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT, related_name="receipts", to="tracker.person"
                    ),
                ),
            ],
            options={
                "verbose_name": "回执",
                "ordering": ["-given_at", "-pk"],
                "constraints": [models.UniqueConstraint(fields=("person", "form"), name="receipt_once_per_form")],
            },
        ),
    ]
