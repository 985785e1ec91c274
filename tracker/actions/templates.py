"""Templates of the superior (上级模板): uploaded, confirmed column by column, shared, withdrawn. Nothing is deleted.

What a file holds is recognised in `ledgers/filling`; how one is filled is told in `exports.py`.
"""

from collections.abc import Iterable, Mapping
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.actions.imports_checks import check_name
from tracker.enums import Role
from tracker.errors import Invalid, Refused, Stale, Unreadable
from tracker.ledgers.filling import Blank, is_choice, recognised, words_of
from tracker.ledgers.filling.opening import MAX_BYTES
from tracker.models import LedgerTemplate, Post
from tracker.permissions import template_refusal
from tracker.vault import keep, path_of, staged

_NO_FILE_NAME = '\\/:*?"<>|'


def add(*, by: Post, name: str, file_name: str, chunks: Iterable[bytes], form: str = "") -> LedgerTemplate:
    """Keep a template with what its columns seem to ask for, to be confirmed. Raises Unreadable for what is none.

    `form` tells one handing-in from another, so that a button pressed twice uploads once.
    """
    _allow(by, by.unit_id)
    _check_words(name)
    check_name(file_name)
    with staged(chunks) as file:
        if file.size > MAX_BYTES:
            raise Unreadable(f"模板 {file.size / 1024 / 1024:.1f} MB，超过 10 MB，请删去图片和其他工作表后再上传。")
        blank = recognised(file.path, file_name)[0]
        about = {"name": name, "file_name": file_name[-200:], "sha256": file.sha256, "size": file.size}
        with writing(by=by) as writer:
            if made := writer.made_by(form):
                return LedgerTemplate.objects.get(pk=made[0])
            _check_free(by.unit_id, name)
            keep(file)
            row = _begin(writer, **about, **placed(blank))
            writer.give_receipt(form, [row])
            return row


def _begin(writer: Writer, **about: Any) -> LedgerTemplate:
    by = writer.by
    row = LedgerTemplate.objects.create(unit=by.unit, uploaded_at=writer.at, uploaded_by=by, **about)
    writer.record("add_template", row, name=row.name, sha256=row.sha256, file_name=row.file_name, sheet=row.sheet)
    return row


def placed(blank: Blank) -> dict[str, Any]:
    """What a recognised sheet says as the template's fields."""
    place = blank.place
    return {
        "sheet": place.sheet,
        "header_top": place.header_top,
        "header_bottom": place.header_bottom,
        "first_row": place.first,
        "last_row": place.last,
        "columns": blank.mapping,
    }


def blanks_of(template: LedgerTemplate) -> list[Blank]:
    """The sheets of the kept file that can be filled. Raises Unreadable where the file is gone or broken."""
    path = path_of(template.sha256)
    if not path.exists():
        raise Unreadable("模板的文件不在材料库中，请联系系统管理员。")
    return recognised(path, template.file_name)


def turn_to(template: LedgerTemplate, *, by: Post, sheet: str) -> LedgerTemplate:
    """Fill another sheet of the same file (换工作表); what its columns ask for has to be confirmed anew."""
    blank = next((each for each in blanks_of(template) if each.place.sheet == sheet), None)
    if blank is None:
        raise Refused("这张工作表里没有认得出的表头，不能填写。")
    with writing(by=by) as writer:
        row = _fresh(template, by)
        _change(writer, row, confirmed_at=None, confirmed_by=None, **placed(blank))
        return row


def confirm(
    template: LedgerTemplate,
    *,
    by: Post,
    name: str,
    sheet: str,
    columns: Mapping[str, str],
    first_row: int,
    last_row: int,
    is_shared: bool | None = None,
) -> LedgerTemplate:
    """A person has looked at what each column asks for; from now on the template is offered. May be done again.

    `sheet` is the one that was looked at. `is_shared` None: nobody was asked, and sharing stays as it is.
    """
    _check_words(name)
    mapping = {letter: keys for letter, keys in columns.items() if keys}
    if not mapping or not all(map(is_choice, mapping.values())):
        raise Refused("至少要有一列填写事项的内容，请给各列选定填什么。")
    if is_shared and by.role != Role.SUPERVISOR:
        raise Refused("只有市委巡察办的模板可以共享给各单位。")
    with writing(by=by) as writer:
        row = _fresh(template, by)
        if sentence := sheet_refusal(row, sheet):
            raise Stale(sentence)
        _check_rows(row, first_row, last_row)
        if name != row.name:
            _check_free(row.unit_id, name)
        told = {"name": name, "columns": mapping, "first_row": first_row, "last_row": last_row}
        _change(writer, row, confirmed_at=writer.at, confirmed_by=by, **told, **_sharing(writer, row, is_shared))
        return row


def sheet_refusal(template: LedgerTemplate, sheet: str) -> str:
    """Why what was looked at on `sheet` does not go for the template; empty where it still fills that sheet."""
    if sheet == template.sheet:
        return ""
    return f"这个模板已改填工作表“{template.sheet}”，请按它的表头核对首行、末行和各列，再保存。"


def _sharing(writer: Writer, row: LedgerTemplate, is_shared: bool | None) -> dict[str, Any]:
    if is_shared in (None, row.shared_at is not None):
        return {}
    return {"shared_at": writer.at if is_shared else None, "shared_by": writer.by if is_shared else None}


def withdraw(template: LedgerTemplate, *, by: Post) -> LedgerTemplate:
    """It is no longer offered to anybody (停用); what was filled by it stays as it is."""
    with writing(by=by) as writer:
        row = _fresh(template, by)
        writer.alter(row, withdrawn_at=writer.at, withdrawn_by=by)
        writer.record("withdraw_template", row, name=row.name)
        return row


def _change(writer: Writer, row: LedgerTemplate, **fields: Any) -> None:
    changes = writer.alter(row, **fields)
    if "columns" in changes:
        changes["columns"] = [_in_words(columns) for columns in changes["columns"]]
    columns = _in_words(row.columns)
    writer.record("change_template", row, name=row.name, sheet=row.sheet, columns=columns, changes=changes)


def _in_words(columns: Mapping[str, str]) -> list[str]:
    """“A 序号”, as the history prints it."""
    return [f"{letter} {words_of(keys)}" for letter, keys in sorted(columns.items(), key=_by_letter)]


def _by_letter(pair: tuple[str, str]) -> tuple[int, str]:
    return len(pair[0]), pair[0]


def _fresh(template: LedgerTemplate, by: Post) -> LedgerTemplate:
    """The template as it is behind the lock, if the post may change it."""
    row = LedgerTemplate.objects.get(pk=template.pk)
    _allow(by, row.unit_id)
    if row.withdrawn_at is not None:
        raise Stale("这个模板已经停用，不能再改。需要时请重新上传。")
    return row


def _allow(by: Post, unit: int) -> None:
    if sentence := template_refusal(by, unit):
        raise Refused(sentence)


def _check_words(name: str) -> None:
    """The name also becomes that of the files that go out."""
    if any(sign in name for sign in _NO_FILE_NAME) or not name.isprintable():
        raise Invalid({"name": [f"名称用作导出的文件名，不能有 {' '.join(_NO_FILE_NAME)} 这些符号。"]})


def _check_free(unit: int, name: str) -> None:
    if LedgerTemplate.objects.filter(unit=unit, name=name, withdrawn_at=None).exists():
        raise Invalid({"name": [f"本单位已有名为“{name}”的模板，请换个名称，或先停用原来的。"]})


def _check_rows(template: LedgerTemplate, first: int, last: int) -> None:
    if first <= template.header_bottom:
        raise Invalid({"first_row": [f"表头到第 {template.header_bottom} 行，填写要从其下面开始。"]})
    if last < first - 1:
        raise Invalid({"last_row": [f"不能早于第 {first - 1} 行；没有样例行的，写 {first - 1}。"]})
