"""A review pack may be a job."""

from django.db import migrations, models


class Migration(migrations.Migration):
    dependencies = [
        ("tracker", "0008_ledger_templates"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="job",
            name="job_kind_known",
        ),
        migrations.AlterField(
            model_name="job",
            name="kind",
            field=models.CharField(
                choices=[("EXPORT", "导出台账"), ("PACK", "导出材料包")], max_length=12, verbose_name="事项"
            ),
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["EXPORT", "PACK"])), name="job_kind_known"
            ),
        ),
    ]
