"""What is said of a file that holds no ledger: what was found instead, so that its sender sees which file it is."""

from tracker.ledgers.reading.grids import Grid
from tracker.ledgers.reading.shape import SheetReading

_WANTED = "台账要有一行表头，至少写明问题、整改措施、时限或责任人"
_SHEETS, _WORDS, _LONGEST, _LOOK_AT = 3, 5, 12, 30


def nothing_found(grids: list[Grid], readings: list[SheetReading]) -> str:
    """One sentence for a file whose sheets gave no item."""
    if not grids:
        return "文件里没有表格，没有可读入的台账。"
    headed = next((reading for reading in readings if reading.header_row), None)
    if headed:
        return f"工作表“{headed.name}”第 {headed.header_row} 行是台账的表头，但下面没有写着问题的行，没有可读入的内容。"
    shown = [grid for grid in grids if grid.rows and not grid.hidden]
    if not shown:
        hidden = "（隐藏的工作表不读）" if any(grid.hidden for grid in grids) else ""
        return f"文件里只有空白工作表{hidden}，没有可读入的台账。"
    found = "；".join(f"工作表“{grid.name}”（{_glance(grid)}）" for grid in shown[:_SHEETS])
    more = "等" if len(shown) > _SHEETS else ""
    return f"没有在文件里找到整改台账，只看到{found}{more}：{_WANTED}。"


def _glance(grid: Grid) -> str:
    """The first texts of the row that says most, as a person would name the sheet by them."""
    rows = [list(grid.own(row).values()) for row in grid.numbers[:_LOOK_AT]]
    widest = max(rows, key=len)
    words = [text.replace("\n", "")[:_LONGEST] for text in widest[:_WORDS]]
    return "、".join(words) + ("……" if len(widest) > _WORDS else "")
