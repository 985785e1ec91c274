"""Ledgers out and in over HTTP, beside XlsxWriter on the same rows and the deflate limit of the same XML."""

import io
import os
import subprocess
import sys
import time
import zipfile
import zlib
from datetime import timedelta

from openpyxl import Workbook
from xlsxwriter import Workbook as Constant

from tests.bench.clients import Answer, Visitor
from tests.bench.database import ROOT
from tests.bench.pages import OFFICE
from tests.bench.server import Server
from tracker import clock
from tracker.ledgers.layouts import get_layout
from tracker.ledgers.rows import ledger_rows
from tracker.models import Feedback, InspectionRound, Item, User

NEW_ROWS = 4_900  # a page takes in so many by itself; more are left to a job
HEADINGS = ("序号", "反馈问题", "整改措施", "责任单位", "责任领导", "责任人", "整改时限", "整改进展", "状态")
EDGE = "bench-edge"


def exported(server: Server) -> dict[str, dict[str, float]]:
    """The whole ledger, over HTTP or as the job that a large one becomes, and the two references."""
    visitor = Visitor(server.port, User.objects.get(username=OFFICE))
    server.forget_peak()
    before = server.memory()
    answer = visitor.post("/exports/", {"layout": "ledger", "filter": "legacy=all"})
    count = Item.objects.counted().count()
    if answer.status == 302 and answer.location.startswith("/jobs/"):
        name, told, body = "export as a job", *_worked_off(visitor, answer, count)
    elif answer.status == 200:
        name, told, body = "export over HTTP", _rate(count, answer.whole), answer.body
        told |= {"first_byte_ms": round(answer.first * 1000), "peak_mb": round(server.memory("VmHWM"))}
    else:
        raise RuntimeError(f"export: {answer.status} {answer.location}")
    return {
        name: told | {"mb": round(len(body) / 1e6, 1), "rest_mb": round(before)},
        "XlsxWriter constant_memory, same rows": _rate(count, _xlsxwriter()),
        "deflate of the ready XML": _rate(count, _deflated(body)),
    }


def _worked_off(visitor: Visitor, answer: Answer, rows: int) -> tuple[dict[str, float], bytes]:
    """The job is answered with its page at once; a worker of our own brings it to its end, start-up included."""
    begun = time.perf_counter()
    worker = subprocess.Popen([sys.executable, "manage.py", "work", "--once"], cwd=ROOT, stdout=sys.stderr)
    _, status, used = os.wait4(worker.pid, 0)
    told = _rate(rows, time.perf_counter() - begun)
    fetched = visitor.get(f"{answer.location}result/")
    if status or fetched.status != 200:
        raise RuntimeError(f"export: worker {status}, result {fetched.status}")
    told |= {"first_byte_ms": round(answer.whole * 1000), "peak_mb": round(used.ru_maxrss / 1024)}
    return told, fetched.body


def _rate(rows: int, seconds: float) -> dict[str, float]:
    return {"rows": rows, "seconds": round(seconds, 2), "rows_per_second": round(rows / seconds)}


def _xlsxwriter() -> float:
    """The same rows from the same database through XlsxWriter."""
    begun = time.perf_counter()
    columns = get_layout("ledger").columns
    book = Constant(io.BytesIO(), {"constant_memory": True})
    sheet = book.add_worksheet()
    for place, row in enumerate(ledger_rows(Item.objects.counted().order_by("number"))):
        for column, each in enumerate(columns):
            sheet.write(place, column, str(each.value(row)))
    book.close()
    return time.perf_counter() - begun


def _deflated(body: bytes) -> float:
    """How long zlib alone needs for the sheets of the finished workbook at its own level 6; they are written at 3."""
    with zipfile.ZipFile(io.BytesIO(body)) as package:
        sheets = [package.read(name) for name in package.namelist() if name.startswith("xl/worksheets/")]
    begun = time.perf_counter()
    for sheet in sheets:
        zlib.compress(sheet, 6)
    return time.perf_counter() - begun


def imported(server: Server) -> dict[str, dict[str, float]]:
    """A ledger of new problems: read and previewed, then taken in."""
    visitor = Visitor(server.port, User.objects.get(username=OFFICE))
    inspection_round = InspectionRound.objects.order_by("-year", "-pk").first()
    data, kind = _form({"inspection_round": str(inspection_round.pk)}, _book(inspection_round))
    server.forget_peak()
    read = visitor.post("/imports/", data, kind)
    if read.status != 302:
        raise RuntimeError(f"import: {read.status}")
    batch = read.location
    before = Item.objects.count()
    taken = visitor.post(f"{batch}confirm/", {})
    made = Item.objects.count() - before
    if made != NEW_ROWS:
        raise RuntimeError(f"import: {made} of {NEW_ROWS} rows, {taken.status}")
    found = {"import: read and checked": _rate(NEW_ROWS, read.whole), "import: taken in": _rate(NEW_ROWS, taken.whole)}
    found["import: both"] = _rate(NEW_ROWS, read.whole + taken.whole) | {"peak_mb": round(server.memory("VmHWM"))}
    return found


def _book(inspection_round: InspectionRound) -> bytes:
    """Problems that nobody has seen before, of units that were fed back to."""
    units = [row.unit.name for row in Feedback.objects.filter(inspection_round=inspection_round).select_related("unit")]
    book, until = Workbook(write_only=True), clock.today() + timedelta(days=200)
    sheet = book.create_sheet("台账")
    sheet.append(HEADINGS)
    for number in range(1, NEW_ROWS + 1):
        unit = units[number % len(units)]
        text = f"第{number}项新发现的问题：专项资金使用台账登记不及时，第{number * 7}号凭证附件不齐。"
        sheet.append((number, text, f"逐笔核对第{number}批凭证并补齐附件。", unit, "张某某", "李某某", until, "", ""))
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def _form(fields: dict[str, str], file: bytes) -> tuple[bytes, str]:
    """A form with one file, as a browser sends it."""
    start = f"--{EDGE}\r\nContent-Disposition: form-data; name="
    parts = [f'{start}"{name}"\r\n\r\n{value}\r\n' for name, value in fields.items()]
    head = f'{start}"file"; filename="ledger.xlsx"\r\n\r\n'
    data = "".join([*parts, head]).encode() + file + f"\r\n--{EDGE}--\r\n".encode()
    return data, f"multipart/form-data; boundary={EDGE}"
