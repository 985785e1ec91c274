"""Rows for the tests of the ledgers, the words around them, and the short way from rows to a sheet read back."""

import datetime
import io
from collections.abc import Iterable, Iterator

from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from tracker.enums import Lamp, Status, TimeFrame
from tracker.ledgers.columns import LedgerRow, MeasureLine
from tracker.ledgers.layouts import get_layout
from tracker.ledgers.writing import stream_ledger

LEDGER = get_layout("ledger")
FIRST = 6  # the number of the first data row

TODAY = datetime.date(2026, 11, 23)
WORDS = {
    "title": "二届X市委第六轮巡察反馈问题整改台账",
    "unit_name": "X市民政局",
    "made_on": TODAY,
    "sentence": "本轮反馈 17 个，已销号 7 个（41.18%），长期坚持 4 个，在整改 6 个（其中逾期 1 个），截至 2026-11-23",
}
MEASURES = (
    MeasureLine("对近三年临时救助档案开展一次全面核查，逐份补齐入户核查记录、审批签字。", standard="档案齐全率100%"),
    MeasureLine("修订临时救助审核发放办法，明确入户核查和抽查比例。", standard="印发新办法"),
    MeasureLine("建立临时救助月抽查、季通报制度。"),
)
LAMPS = ((Lamp.RED, -8), (Lamp.YELLOW, 7), (Lamp.BLUE, 19), (Lamp.GREEN, 128), (Lamp.GREY, None), (Lamp.DONE, None))


def round_rows(count: int) -> Iterator[LedgerRow]:
    """So many items with every lamp in turn, texts of changing length, one to three measures; made one at a time."""
    for ordinal in range(1, count + 1):
        lamp, days = LAMPS[ordinal % len(LAMPS)]
        done = lamp is Lamp.DONE
        yield LedgerRow(
            ordinal=ordinal,
            number=f"6-02-{ordinal:03d}",
            source_number=f"一（二）{ordinal}",
            problem_class="落实全面从严治党责任",
            category="2.1 挂图作战",
            problem=f"第{ordinal}项：执行社会救助政策不到位，临时救助审核发放工作监管不严。" * (1 + ordinal % 3),
            root_cause="审核责任不清，办法未规定抽查比例，经办人员培训没有跟上。",
            measures=MEASURES[: 1 + ordinal % 3],
            leader="陈某某",
            unit="X市民政局",
            co_units="" if ordinal % 2 else "X市财政局",
            owner="赵某某",
            time_frame=TimeFrame.BY_DATE,
            is_lasting=days is None,
            deadline=None if days is None else TODAY + datetime.timedelta(days),
            deadline_text="长期坚持" if days is None else "",
            progress=f"核查档案{ordinal * 7}份，补正{ordinal}份。",
            status=Status.STRUCK_OFF if done else Status.IN_PROGRESS,
            lamp=lamp,
            days_left=days,
            struck_off_on=TODAY if done else None,
        )


def written(rows: Iterable[LedgerRow], **options: object) -> bytes:
    """The workbook of these rows."""
    return b"".join(stream_ledger(LEDGER, rows, **WORDS | options))


def opened(rows: Iterable[LedgerRow], **options: object) -> Worksheet:
    """Its first sheet, read back."""
    return load_workbook(io.BytesIO(written(rows, **options))).worksheets[0]
