"""What a 销号申请审批表 says of an item: its texts beside the labels of the official form, opinions as recorded.

Where nobody has signed yet, a line to sign on is left. How the page looks is told in `writing/pages.py`.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from itertools import islice
from typing import NamedTuple

from tracker import clock
from tracker.enums import SignatureMethod, SubmissionKind, SubmissionState, Verdict
from tracker.ledgers.columns import KIND_WORDS, LedgerRow, measure_texts, numbered, progress
from tracker.ledgers.rows import ledger_rows
from tracker.models import EvidenceUse, Review, Signature, Submission
from tracker.models.items import ItemQuerySet

BATCH = 200
TO_SIGN = "\n\n（签字）　　　　　　年　　月　　日"
HIDDEN = "本单位审后可见"
TO_STAMP = "（盖章）　　　　　　年　　月　　日"


class FormRow(NamedTuple):
    """One page: the item's number and who answers for it, and the fields from top to bottom as (label, text)."""

    label: str
    duty: str
    fields: tuple[tuple[str, str], ...]


@dataclass(slots=True)
class Proof:
    """What was handed in for an item's last strike-off."""

    evidence: list[str] = field(default_factory=list)
    kind: str = ""
    signed: str = ""
    reviews: list[str] = field(default_factory=list)


def form_rows(rows: ItemQuerySet, party: int | None = None) -> Iterator[FormRow]:
    """The items as pages, in the queryset's order; four more statements for each two hundred.

    `party` is the reviewing body that will read them: it learns what the others said only after its own verdict.
    """
    ids = rows.values_list("pk", flat=True).iterator(BATCH)
    pairs = zip(ids, ledger_rows(rows), strict=True)
    while batch := list(islice(pairs, BATCH)):
        proofs = proofs_of([pk for pk, _ in batch], party)
        yield from (form_row(row, proofs[pk]) for pk, row in batch)


def form_row(row: LedgerRow, proof: Proof) -> FormRow:
    """The page of one item."""
    source = f"（{row.source_number}）" if row.source_number else ""
    owner = f"（{row.owner}）" if row.owner else ""
    fields = (
        ("巡察反馈的问题\n（包括例证）", row.problem),
        ("产生问题的\n根本原因", row.root_cause),
        ("针对根本原因\n制定的整改措施", measure_texts(row)),
        ("整改措施\n完成情况", progress(row)),
        ("整改措施落实的\n佐证材料", numbered(proof.evidence)),
        ("举一反三\n检查情况", ""),
        ("申请销号结果", KIND_WORDS.get(proof.kind or row.kind, "")),
        ("单位分管领导\n审核意见", TO_SIGN),
        ("单位主要负责人\n审签意见", proof.signed or TO_SIGN),
        ("监督单位\n审核意见", "\n".join(proof.reviews) or f"\n\n{TO_STAMP}"),
    )
    return FormRow(f"{row.number}{source}", f"{row.unit}{owner}", fields)


def proofs_of(items: Sequence[int], party: int | None = None) -> dict[int, Proof]:
    """Evidence, last turn, signature and opinions of these items."""
    found: dict[int, Proof] = defaultdict(Proof)
    uses = EvidenceUse.objects.filter(item__in=items, removed_at=None, evidence__purged_at=None).order_by("pk")
    for item, name in uses.values_list("item_id", "evidence__name"):
        if name not in found[item].evidence:
            found[item].evidence.append(name)
    turns = Submission.objects.filter(item__in=items, kind=SubmissionKind.STRIKE_OFF).order_by("item", "turn")
    last = {
        item: (pk, packet, kind)
        for item, pk, packet, kind in turns.values_list("item_id", "pk", "packet_id", "strike_off_kind")
    }
    signed = _signed(packet for _, packet, _ in last.values())
    reviews = _reviews([pk for pk, _, _ in last.values()], party)
    for item, (pk, packet, kind) in last.items():
        found[item].kind, found[item].signed, found[item].reviews = kind, signed.get(packet, ""), reviews[pk]
    return found


def _signed(packets: Iterable[int]) -> dict[int, str]:
    rows = Signature.objects.filter(packet__in=[*packets], refused_at=None)
    return {
        packet: f"已{SignatureMethod(method).label}：{name}　{(on_paper or clock.local_date(at)).isoformat()}"
        for packet, method, name, on_paper, at in rows.values_list(
            "packet_id", "method", "signer__name", "signed_on_paper", "signed_at"
        )
    }


def _reviews(turns: Sequence[int], party: int | None) -> dict[int, list[str]]:
    found: dict[int, list[str]] = defaultdict(list)
    rows = Review.objects.filter(submission__in=turns).order_by("step", "pk")
    fields = ("submission_id", "unit_of_party_id", "unit_of_party__name", "verdict", "opinion", "reviewed_at")
    hidden = _hidden_from(party, turns)
    for turn, unit, *told in rows.values_list(*fields):
        found[turn].append(_said(*told) if turn not in hidden or unit == party else f"{told[0]}：{HIDDEN}")
    return found


def _hidden_from(party: int | None, turns: Sequence[int]) -> set[int]:
    """The turns on which this body must still speak, the twin of `turns.hides_others`."""
    if party is None:
        return set()
    own = Review.objects.filter(submission__in=turns, submission__state=SubmissionState.UNDER_REVIEW)
    return set(own.filter(unit_of_party=party, verdict="").values_list("submission_id", flat=True))


def _said(party: str, verdict: str, opinion: str, at: datetime | None) -> str:
    day = clock.local_date(at).isoformat() if at else ""
    said = f"{Verdict(verdict).label}，{day}" if verdict else TO_STAMP
    return f"{party}：{said}" + (f"　{opinion}" if opinion else "")
