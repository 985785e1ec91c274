"""What a ledger would do: planned for its preview, and once more as it is confirmed; a long one before the lock."""

from tracker.actions.imports_previews import is_long
from tracker.actions.imports_reading import exported_before, ledger_of
from tracker.enums import OWN_SOURCES, Role, Source
from tracker.errors import Refused
from tracker.ledgers.intake import Intake, Outcome, Terms, plan_intake
from tracker.models import Event, Import, Post


def whole_intake_of(batch: Import, *, by: Post) -> Intake:
    """The same, planned now and with every row, however long that takes."""
    ledger = ledger_of(batch)
    return plan_intake(ledger, terms_of(batch, by, Source.TASK), exported_before(batch, ledger, by))


def terms_of(batch: Import, by: Post, source: Source, overwrite: frozenset[str] = frozenset()) -> Terms:
    """巡察办 issues feedback; a clerk logs under the source chosen."""
    said = {name: batch.mapping.get(name, {}) for name in ("units", "new_units", "people")}
    if by.role != Role.CLERK:
        return Terms(batch.inspection_round, batch.unit, Source.FEEDBACK, **said)
    if source not in OWN_SOURCES:
        raise Refused("单位只能登记自查发现或工作任务；反馈问题由市委巡察办下发。")
    return Terms(batch.inspection_round, batch.unit or by.unit, source, overwrite=overwrite, **said)


class Planned:
    """What the ledger would do, of a long one planned before the door: behind the lock everybody waits.

    Whatever anybody does is an event. If there was none since, the plan holds; else it is made anew behind the lock,
    while those who wait are told so.
    """

    def __init__(self, batch: Import, by: Post, source: Source, overwrite: frozenset[str]):
        self._ledger = ledger_of(batch)
        self._base = exported_before(batch, self._ledger, by)
        self._terms = lambda row: terms_of(row, by, source, overwrite)
        self._head = _last_seq() if is_long(batch) else None
        self._ahead = self._plan(batch) if is_long(batch) else None

    @property
    def count(self) -> int:
        """How many items are written, as far as that is known."""
        if self._ahead is None:
            return len(self._ledger.items)
        return len(self._ahead.of(Outcome.NEW)) + len(self._ahead.of(Outcome.UPDATE))

    def now(self, row: Import) -> Intake:
        """The plan as it holds behind the lock."""
        if self._ahead is not None and self._head == _last_seq():
            return self._ahead
        return self._plan(row)

    def _plan(self, row: Import) -> Intake:
        return plan_intake(self._ledger, self._terms(row), self._base)


def _last_seq() -> int | None:
    return Event.objects.order_by("-seq").values_list("seq", flat=True).first()
