"""Ledgers that were handed in, and what became of them."""

from django.db import models

from tracker import clock
from tracker.enums import ImportState
from tracker.models.constraints import one_of, paired
from tracker.models.people import Post
from tracker.models.rounds import InspectionRound
from tracker.models.units import Unit


class Import(models.Model):
    """导入: one uploaded ledger and what became of it. The file is kept by its SHA-256 as the import's evidence.

    `mapping` holds what a person decided about the reading: `columns` {sheet: {letter: meaning}}, `units` {words: id of
    a unit}, `people` {unit and name: id of a person}, in both 0 for text and -1 for new, `new_units` {words: fields of
    the unit to be made}, `cells` {sheet: {cell: words}} and `headers` {sheet: lowest row} as `reading.Mended` tells,
    `choices` of the preview by field name, `remembered` the columns that were chosen another time. `touched` holds by
    id the revisions, at the preview, of the items to be changed.
    """

    state = models.CharField("状态", max_length=12, choices=ImportState, default=ImportState.PREVIEWED)
    inspection_round = models.ForeignKey(InspectionRound, models.PROTECT, related_name="imports", verbose_name="轮次")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="imports", verbose_name="单位")
    name = models.CharField("文件名", max_length=200)
    sha256 = models.CharField(max_length=64)
    size = models.PositiveBigIntegerField()
    summary = models.JSONField(default=dict)
    mapping = models.JSONField("读法", default=dict)
    touched = models.JSONField("将改的事项", default=dict)
    previewed_at = models.DateTimeField("上传时间", default=clock.now)
    previewed_by = models.ForeignKey(Post, models.PROTECT, related_name="imports")
    confirmed_at = models.DateTimeField("导入时间", null=True, blank=True)
    confirmed_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")
    undone_at = models.DateTimeField("撤销时间", null=True, blank=True)
    undone_by = models.ForeignKey(Post, models.PROTECT, null=True, blank=True, related_name="+")

    class Meta:
        verbose_name = "导入"
        ordering = ["-previewed_at", "-pk"]
        constraints = [one_of("import", "state", ImportState.values), *paired("import", "confirmed", "undone")]

    def __str__(self) -> str:
        return self.name
