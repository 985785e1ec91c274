"""Evidence (佐证材料) in and out: checked, hashed and kept first, told of in the database after."""

from collections.abc import Iterable
from typing import Any

from tracker.actions.door import Writer, writing
from tracker.actions.progress import own_measure, own_part
from tracker.enums import SubmissionState
from tracker.errors import Refused
from tracker.filekinds import check_content, check_name, extension_of
from tracker.models import CoUnit, Evidence, EvidenceUse, Item, Measure, Milestone, Packet, Post
from tracker.vault import keep, staged


def attach(
    item: Item,
    *,
    name: str,
    chunks: Iterable[bytes],
    by: Post,
    measure: Measure | None = None,
    milestone: Milestone | None = None,
    part: CoUnit | None = None,
    dated_on: Any = None,
    seen: int | None = None,
) -> EvidenceUse:
    """Keep one upload and use it for an item, or for one of its measures, milestones or co-units' parts."""
    check_name(name)
    with staged(chunks) as file:
        check_content(name, file.path, file.size)
        with writing(by=by) as writer:
            item = writer.fresh(item, seen=seen)
            measure = own_measure(item, measure)
            if milestone is not None and not item.milestones.kept().filter(pk=milestone.pk).exists():
                raise Refused("这个阶段目标已不在事项中，请看最新情况。")
            part = own_part(item, part)
            writer.allow("attach", item, measure=measure, part=part)
            keep(file)
            evidence = keep_row(writer, name, file.sha256, file.size, dated_on)
            return use_in(writer, item, evidence, measure=measure, milestone=milestone, co_unit=part)


def keep_row(writer: Writer, name: str, sha256: str, size: int, dated_on: Any = None) -> Evidence:
    """The row of one upload whose bytes are already in the vault."""
    return Evidence.objects.create(
        name=name[-200:],
        extension=extension_of(name),
        sha256=sha256,
        size=size,
        dated_on=dated_on,
        uploaded_at=writer.at,
        uploaded_by=writer.by,
    )


def use_in(
    writer: Writer,
    item: Item,
    evidence: Evidence,
    *,
    measure: Measure | None = None,
    milestone: Milestone | None = None,
    co_unit: CoUnit | None = None,
    is_shared: bool = False,
) -> EvidenceUse:
    """Use an upload in a place; the same upload in the same place twice is one use."""
    place = {"item": item, "evidence": evidence, "measure": measure, "milestone": milestone, "co_unit": co_unit}
    found = EvidenceUse.objects.filter(**place, removed_at=None).first()
    if found:
        return found
    use = EvidenceUse.objects.create(**place, is_shared=is_shared, added_at=writer.at, added_by=writer.by)
    about = {
        "name": evidence.name,
        "sha256": evidence.sha256,
        "size": evidence.size,
        "dated_on": evidence.dated_on,
        "measure": measure and measure.ordinal,
        "milestone": milestone and milestone.text,
        "co_unit": co_unit,
    }
    writer.change(item, "attach", particulars=about)
    return use


def share(use: EvidenceUse, items: Iterable[tuple[Item, Measure | None]], *, by: Post) -> int:
    """Use one upload for further items too (一份材料证明几个事项), declared as shared; returns how many were added."""
    with writing(by=by) as writer:
        use = EvidenceUse.objects.select_related("evidence", "item").get(pk=use.pk)
        _check_shareable(use, by)
        shared = [_share_with(writer, use, writer.fresh(item), measure) for item, measure in items]
        added = [each for each in shared if each is not None]
        if added:
            writer.alongside(use, is_shared=True)
            numbers = [each.item.number for each in added]
            writer.record("share", use, item=use.item, name=use.evidence.name, items=numbers)
    return len(added)


def _check_shareable(use: EvidenceUse, by: Post) -> None:
    """Only what the post may see itself, and what still proves something."""
    if use.removed_at or use.evidence.purged_at:
        raise Refused(f"“{use.evidence.name}”已经取下，不能再用于其他事项。")
    if not Item.objects.visible_to(by).filter(pk=use.item_id).exists():
        raise Refused("这份材料不在您能看到的事项中，不能共用。")


def _share_with(writer: Writer, use: EvidenceUse, item: Item, measure: Measure | None) -> EvidenceUse | None:
    """The new use, or None where the item has the upload in that place already."""
    measure = own_measure(item, measure)
    writer.allow("attach", item, measure=measure)
    if EvidenceUse.objects.filter(item=item, evidence=use.evidence, measure=measure, removed_at=None).exists():
        return None
    return use_in(writer, item, use.evidence, measure=measure, is_shared=True)


def detach(use: EvidenceUse, *, by: Post, reason: str = "") -> None:
    """Take a use out again; upload, row and history stay."""
    with writing(by=by) as writer:
        item = writer.fresh(use.item)
        use = EvidenceUse.objects.select_related("evidence", "measure", "co_unit__unit").get(pk=use.pk)
        writer.allow("detach", item, measure=use.measure, part=use.co_unit)
        if use.removed_at:
            raise writer.stale(item)
        if item.submissions.filter(state=SubmissionState.APPROVED, snapshot__contains=use.evidence.sha256).exists():
            raise Refused("这份材料已随审核通过的申请固定，不能取下。")
        writer.alongside(use, removed_at=writer.at, removed_by=by)
        writer.change(
            item, "detach", particulars={"name": use.evidence.name, "sha256": use.evidence.sha256, "reason": reason}
        )


def keep_scan(packet: Packet, *, name: str, chunks: Iterable[bytes], by: Post) -> Evidence:
    """Keep the scan of a signed 签字单; `signing.sign_on_paper` then records what it shows."""
    check_name(name)
    if extension_of(name) not in ("pdf", "jpg", "jpeg", "png"):
        raise Refused("签字单扫描件只收 pdf、jpg、png。")
    with staged(chunks) as file:
        check_content(name, file.path, file.size)
        with writing(by=by) as writer:
            _check_scan(writer, packet)
            keep(file)
            evidence = keep_row(writer, name, file.sha256, file.size)
            writer.record("attach", evidence, name=name, sha256=file.sha256, packet=packet)
            return evidence


def _check_scan(writer: Writer, packet: Packet) -> None:
    """Who may not record a paper signature may not leave a scan either."""
    turns = packet.submissions.open().select_related("item__unit", "packet")
    if not turns:
        raise Refused("报批单中已没有待签字的事项。")
    for turn in turns:
        writer.allow("sign_on_paper", turn.item, turn=turn)
