"""One packet's way: handed in, signed on screen or on paper, reviewed by the three parties, or turned back."""

from collections.abc import Collection, Sequence
from dataclasses import dataclass
from typing import Any

from tracker import clock
from tracker.actions import evidence, packets, reviews, signing
from tracker.actions.reviews import Decision
from tracker.enums import SubmissionKind, Verdict
from tracker.management.demo.cases import Case
from tracker.management.demo.papers import pdf
from tracker.models import Post, Review, Submission

OFFICE, DISCIPLINE, ORGANISATION = "xcb", "jw", "zzb"
_SAID = {SubmissionKind.PLAN: "plan", SubmissionKind.STRIKE_OFF: "strike_off"}


@dataclass
class Papers:
    """A packet of cases of one place. It is made by `hand_in`."""

    cases: Sequence[Case]
    kind: SubmissionKind
    packet: Any = None
    signature: Any = None

    @property
    def place(self):
        return self.cases[0].place

    @property
    def stage(self):
        return self.cases[0].stage

    def hand_in(self) -> None:
        self.packet = packets.hand_in([case.item for case in self.cases], self.kind, by=self.place.clerk)

    def sign(self) -> None:
        """By password; where the secretary signs on paper, the scan is uploaded and waits to be confirmed."""
        code = packets.check_code(self.packet)
        if not self.place.signs_on_paper:
            signing.sign(self.packet, by=self.place.secretary, code=code)
            return
        name, by = f"签字单{self.packet.number}.pdf", self.place.clerk
        content = pdf("签字单（扫描件）", f"报批单号：{self.packet.number}", f"校验码：{code}", "（签字）")
        scan = evidence.keep_scan(self.packet, name=name, chunks=[content], by=by)
        day, signer = clock.today(), self.place.secretary
        self.signature = signing.sign_on_paper(
            self.packet, scan=scan, signer_post=signer, signed_on=day, code=code, by=by
        )

    def confirm(self) -> None:
        """巡察办 confirms a scan; not by the person who typed it in."""
        if self.signature is not None:
            signing.confirm_scan(self.signature, by=self._office_post())

    def decline(self, case: Case) -> None:
        """The secretary will not sign one item of the packet."""
        signing.decline(self._turn(case), reason=self.stage.sayings.next("declines"), by=self.place.secretary)

    def withdraw(self, case: Case) -> None:
        packets.withdraw(self._turn(case), by=self.place.clerk, reason=self.stage.sayings.next("withdrawals"))

    def decide(self, party: str, only: Collection[Case] = (), returned: Collection[Case] = ()) -> None:
        """One party's verdicts on what is open before it: all, or `only` some; `returned` are turned back."""
        pending = Review.objects.pending().filter(
            submission__packet=self.packet, unit_of_party=self.stage.city.units[party]
        )
        wanted = {case.item.pk for case in only or self.cases}
        back = {case.item.pk for case in returned}
        decisions = [
            self._decision(review, back)
            for review in pending.select_related("submission").order_by("submission__item__number")
            if review.submission.item_id in wanted
        ]
        if decisions:
            reviews.decide(decisions, by=self._reviewer(party))

    def _decision(self, review: Review, back: set[int]) -> Decision:
        verdict = Verdict.RETURN if review.submission.item_id in back else Verdict.APPROVE
        said = f"{_SAID[self.kind]}_{'returns' if verdict == Verdict.RETURN else 'approvals'}"
        return Decision(review, verdict, self.stage.sayings.next(said))

    def _reviewer(self, party: str) -> Post:
        if party == OFFICE:
            return self._office_post()
        return self.stage.city.posts[f"{party}.reviewer{1 + self.packet.pk % 2}"]

    def _office_post(self) -> Post:
        """The second person wherever the first one typed for the unit."""
        return self.stage.city.posts[f"xcb.supervisor{2 if self.place.unit.is_typed_for else 1 + self.packet.pk % 2}"]

    def _turn(self, case: Case) -> Submission:
        return self.packet.submissions.open().select_related("item").get(item=case.item)
