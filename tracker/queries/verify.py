"""Proof that nothing was altered behind the door's back: each check gives the first break as a sentence, or None.

Read in streams, so that a long history needs little memory. Who runs it and what follows is told elsewhere.
"""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Callable, Iterator
from typing import Any

from tracker import guards as database_guards
from tracker import vault
from tracker.canonical import digest
from tracker.models import (
    Event,
    Evidence,
    Export,
    Import,
    Item,
    ItemText,
    ItemVersion,
    LedgerTemplate,
    Review,
    Signature,
    Submission,
    grams,
)
from tracker.models.search import grams_of, texts_of

_FIRST_PREV = "0" * 64
_BLOCK = 2000
_HANDED_IN, _SIGNED, _REVIEWED = ("submit_plan", "apply"), ("sign", "sign_on_paper"), ("approve", "return")


def chain() -> str | None:
    """Every event follows the one before it, from the first on, and is the one its digest was made for."""
    prev = _FIRST_PREV
    for seq, event in enumerate(Event.objects.order_by("seq").iterator(_BLOCK), start=1):
        if event.seq != seq:
            return f"履历第 {seq} 条不见了，第 {event.seq} 条接不上。"
        if event.prev != prev:
            return f"履历第 {seq} 条与前一条接不上。"
        if digest(event.link()) != event.digest:
            return f"履历第 {seq} 条的内容与指纹不符。"
        prev = event.digest
    return None


def pins() -> str | None:
    """What was handed in, signed and said in review is what the history tells of it."""
    return _submissions() or _signatures() or _reviews()


def versions() -> str | None:
    """Every item stands as its last version in the history says; a status changed behind the door shows here."""
    names = [field.attname for field in Item._meta.concrete_fields if field.name in ItemVersion.FACTS]
    unkept = Item.objects.exclude(versions__until=None, versions__isnull=False).order_by("pk").first()
    if unkept is not None:
        return f"事项 {unkept.number} 没有沿革。"
    for version in ItemVersion.objects.filter(until=None).select_related("item").order_by("item").iterator(_BLOCK):
        if any(getattr(version, name) != getattr(version.item, name) for name in names):
            return f"事项 {version.item.number} 与沿革所记不符。"
    return None


def guards() -> str | None:
    """The database's own refusals are up."""
    missing = database_guards.missing()
    return f"数据库的防改规则缺 {len(missing)} 条，第一条是 {missing[0]}。" if missing else None


def evidence() -> str | None:
    """Every file kept is there, byte for byte, and was uploaded as the history says."""
    uploaded = {data.get("sha256") for _, data in _told(("attach",))}
    for row in Evidence.objects.filter(purged_at=None).order_by("pk").iterator(_BLOCK):
        if row.sha256 not in uploaded:
            return f"材料“{row.name}”在履历中没有上传记录。"
        if not vault.is_intact(row.sha256):
            return f"材料“{row.name}”的文件不在，或已被改动。"
    for book in Import.objects.order_by("pk").iterator(_BLOCK):
        if not vault.is_intact(book.sha256):
            return f"导入的台账“{book.name}”的文件不在，或已被改动。"
    return _templates() or _exports()


def _templates() -> str | None:
    """Every template is kept as it was uploaded."""
    told = {event.object_id: data.get("sha256") for event, data in _told(("add_template",))}
    for row in LedgerTemplate.objects.order_by("pk").iterator(_BLOCK):
        if told.get(str(row.pk)) != row.sha256:
            return f"上级模板“{row.name}”与履历所记不符。"
        if not vault.is_intact(row.sha256):
            return f"上级模板“{row.name}”的文件不在，或已被改动。"
    return None


def _exports() -> str | None:
    """Every workbook that went out is kept, and followed the event its check code is made of."""
    told = {event.object_id: (event.prev, data.get("number")) for event, data in _told(("export",))}
    kept = {event.object_id: data.get("sha256") for event, data in _told(("keep_export",))}
    for row in Export.objects.order_by("pk").iterator(_BLOCK):
        if told.get(str(row.pk)) != (row.chain_head, row.number) or kept.get(str(row.pk)) != row.sha256:
            return f"导出 {row.number} 与履历所记不符。"
        if row.sha256 is not None and not vault.is_intact(row.sha256):
            return f"导出 {row.number} 的存档不在，或已被改动。"
    return None


def search() -> str | None:
    """Whatever an item's texts hold is found by it, and nothing else; `rebuild_search` mends it."""
    if broken := grams.missing():
        return f"检索索引缺 {len(broken)} 个部分，第一个是 {broken[0]}。请运行 rebuild_search。"
    last = 0
    while block := list(Item.objects.filter(pk__gt=last).order_by("pk").values_list("pk", "number")[:_BLOCK]):
        last, kept = block[-1][0], ItemText.objects.filter(item__lte=block[-1][0], item__gte=block[0][0]).in_bulk()
        texts = texts_of(pk for pk, _ in block)
        for pk, number in block:
            row = kept.get(pk)
            if row is None or row.text != texts[pk] or {*row.grams} != grams_of(texts[pk]):
                return f"事项 {number} 的检索文本已经过时。请运行 rebuild_search。"
    return None


CHECKS: tuple[tuple[str, Callable[[], str | None]], ...] = (
    ("履历", chain),
    ("报批、签字与审核", pins),
    ("事项沿革", versions),
    ("防改规则", guards),
    ("材料文件", evidence),
    ("检索文本", search),
)


def counts() -> list[tuple[str, int]]:
    """How many rows each check looked at."""
    return [
        ("履历", Event.objects.count()),
        ("申请", Submission.objects.count()),
        ("签字", Signature.objects.count()),
        ("审核意见", Review.objects.exclude(verdict="").count()),
        ("事项", Item.objects.count()),
        ("材料", Evidence.objects.filter(purged_at=None).count()),
        ("导出存档", Export.objects.exclude(sha256=None).count()),
        ("已清除的材料", Evidence.objects.exclude(purged_at=None).count()),
    ]


def _told(verbs: tuple[str, ...]) -> Iterator[tuple[Event, dict[str, Any]]]:
    for event in Event.objects.filter(verb__in=verbs).order_by("seq").iterator(_BLOCK):
        yield event, event.data


def _submissions() -> str | None:
    """A snapshot changed together with its digest still differs from the digest in the history."""
    pinned = {data.get("submission"): data.get("digest") for _, data in _told(_HANDED_IN)}
    for turn in Submission.objects.select_related("item").order_by("pk").iterator(_BLOCK):
        told = f"事项 {turn.item.number} 的{turn.get_kind_display()}（第 {turn.turn} 次）"
        if turn.pk not in pinned:
            return f"{told}在履历中没有报批记录。"
        if hashlib.sha256(turn.snapshot.encode()).hexdigest() != turn.digest or pinned[turn.pk] != turn.digest:
            return f"{told}与报批时的内容不符。"
    return None


def _signatures() -> str | None:
    """A signature is over the digests of its packet, and the history knows it."""
    signed: dict[str, set[tuple[str, str]]] = defaultdict(set)
    for event, data in _told(_SIGNED):
        if event.item_id is None:
            signed[event.object_id].add((data.get("digest", ""), data.get("sentence", "")))
    for row in Signature.objects.select_related("packet").order_by("pk").iterator(_BLOCK):
        turns = set(row.packet.submissions.values_list("digest", flat=True))
        over = digest({"packet": row.packet.number, "submissions": row.digests})
        known = (row.digest, row.sentence) in signed[str(row.packet_id)]
        if over != row.digest or not known or any(each not in turns for _, each in row.digests):
            return f"报批单 {row.packet.number} 的签字与签字时的内容不符。"
    return None


def _reviews() -> str | None:
    """Each verdict with its opinion stands in the history at its time."""
    said = {(event.item_id, event.at, event.verb, _opinion(event.verb, data)) for event, data in _told(_REVIEWED)}
    given = Review.objects.exclude(verdict="").select_related("submission__item", "unit_of_party").order_by("pk")
    for row in given.iterator(_BLOCK):
        item = row.submission.item
        if (item.pk, row.reviewed_at, row.verdict.lower(), row.opinion) not in said:
            return f"事项 {item.number} 的审核意见（{row.unit_of_party}）与履历不符。"
    return None


def _opinion(verb: str, data: dict[str, Any]) -> str:
    """A return's reason is told as “审核方：意见”."""
    return data.get("opinion", "") if verb == "approve" else data.get("reason", "").partition("：")[2]
