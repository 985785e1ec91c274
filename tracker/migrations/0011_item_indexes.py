"""Indexes of items: the register of a unit in the order of its numbers; none by which no page looks for items."""

import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0010_import_jobs"),
    ]

    operations = [
        migrations.AlterField(
            model_name="item",
            name="claimed_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.post",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="issued_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.post",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="leader_person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="led_items",
                to="tracker.person",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="logged_by",
            field=models.ForeignKey(
                db_index=False, on_delete=django.db.models.deletion.PROTECT, related_name="+", to="tracker.post"
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="owner_person",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="owned_items",
                to="tracker.person",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="requirement",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.requirement",
                verbose_name="要点",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="struck_off_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.post",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="unit",
            field=models.ForeignKey(
                db_index=False,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="items",
                to="tracker.unit",
                verbose_name="牵头单位",
            ),
        ),
        migrations.AlterField(
            model_name="item",
            name="voided_by",
            field=models.ForeignKey(
                blank=True,
                db_index=False,
                null=True,
                on_delete=django.db.models.deletion.PROTECT,
                related_name="+",
                to="tracker.post",
            ),
        ),
        migrations.AddIndex(
            model_name="item",
            index=models.Index(fields=["unit", "number"], name="item_unit_number"),
        ),
    ]
