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
                ("form", models.CharField(max_length=64, verbose_name="表单")),
                ("made", models.JSONField(verbose_name="所生成的记录")),
                ("given_at", models.DateTimeField(default=tracker.clock.now, verbose_name="提交时间")),
                (
                    "person",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.PROTECT,
                        related_name="receipts",
                        to="tracker.person",
                        verbose_name="提交人",
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
