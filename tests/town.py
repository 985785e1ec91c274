"""Rows of every kind in two units, so that whatever could leak or be pressed by the wrong hands is there to be tried.

`make_town` walks the real workflow on the named cast. What is asked of these rows is told by the tests.
"""

import datetime
from dataclasses import dataclass, replace
from types import SimpleNamespace
from typing import Any

from tests.cast import Cast, make_cast
from tests.factories import PDF, issued, item_at, make_category, make_class, make_post, make_user
from tests.ledgers.import_books import STANDARD
from tests.paperwork import handed_in, on_paper, signed
from tracker import clock
from tracker.actions import desk, evidence, imports, jobs, progress, templates
from tracker.enums import JobKind, Role, Status
from tracker.models import CoUnit, Feedback, Holiday, Item, Job, LedgerTemplate, Milestone, Notice, Post, SavedView
from tracker.vault import staged

Rows = SimpleNamespace


@dataclass(frozen=True)
class Town:
    """The cast, the rows of the unit (`ours`), of the other unit (`theirs`), and of the office."""

    cast: Cast
    ours: Rows
    theirs: Rows
    office: Rows
    figure: str = "sent_back"


def make_town() -> Town:
    """Both units with the same rows; the accounts of the cast are there too."""
    for code in ("2.1", "2.2", "4.1"):
        make_category(code)
    cast = make_cast()
    for post in cast.everybody.values():
        make_user(post)
    return Town(cast, rows_of(cast), rows_of(of_the_other_unit(cast)), rows_of_the_office(cast))


def of_the_other_unit(cast: Cast) -> Cast:
    """The same cast with the strangers as the unit's people, so that the factories work for them."""
    handler = make_post(Role.HANDLER, cast.other_unit)
    people = {"clerk": cast.stranger, "secretary": cast.stranger_secretary, "handler": handler}
    return replace(cast, unit=cast.other_unit, other_unit=cast.unit, **people)


def rows_of(cast: Cast) -> Rows:
    """What one unit has: items at each stage, packets, evidence, an import, notices."""
    working = _working(cast)
    done, open_measure = working.measures.kept()
    handed, reviewed, scanned = handed_in(cast), signed(cast), handed_in(cast)
    return SimpleNamespace(
        issued=issued(cast),
        planned=item_at(Status.PLANNING, cast),
        working=Item.objects.get(pk=working.pk),
        measure=open_measure,
        done_measure=done,
        milestone=working.milestones.get(),
        part=working.co_units.get(),
        use=working.evidence_uses.get(),
        handed=handed,
        turn=handed.submissions.get(),
        reviewed=reviewed,
        review=reviewed.submissions.get().reviews.order_by("pk").first(),
        scanned=scanned,
        signature=on_paper(scanned, cast),
        batch=_batch(cast),
        view=_view(cast),
        template=_template(cast.clerk, f"{cast.unit.name}的上级模板"),
        notice=Notice.objects.filter(unit=cast.unit).order_by("pk").first(),
        feedback=Feedback.objects.get(unit=cast.unit),
        person=cast.clerk.person,
        post=cast.clerk,
    )


def _working(cast: Cast) -> Item:
    """An item in progress with a road map, a co-unit, one measure done and a file that proves it."""
    item = item_at(Status.IN_PROGRESS, cast)
    Milestone.objects.create(item=item, ordinal=1, text="完成清查", due_on=clock.today())
    CoUnit.objects.create(item=item, unit=cast.discipline.unit, part="核查")
    done = item.measures.kept().first()
    evidence.attach(item, name="记录.pdf", chunks=[PDF], by=cast.clerk, measure=done)
    progress.finish(done, text="已印发。", by=cast.clerk)
    return item


def _batch(cast: Cast) -> Any:
    about = {"inspection_round": cast.inspection_round, "unit": None, "name": STANDARD.name}
    return imports.upload(by=cast.clerk, chunks=[STANDARD.read_bytes()], **about)


def _template(post: Post, name: str) -> LedgerTemplate:
    """A template in use; its name tells whose it is."""
    row = templates.add(by=post, name=name, file_name=STANDARD.name, chunks=[STANDARD.read_bytes()])
    about = {"sheet": row.sheet, "columns": row.columns, "first_row": row.first_row, "last_row": row.last_row}
    return templates.confirm(row, by=post, name=name, **about)


def _view(cast: Cast) -> SavedView:
    """A saved view of the unit's clerk, shared; its name tells whose it is."""
    name, user = f"{cast.unit.name}的逾期事项", cast.clerk.person.user
    query = f"unit={cast.unit.pk}&lamp=RED"
    return desk.keep_view(user, name, query=query, columns=["unit", "deadline"], shared_by=cast.clerk)[0]


def rows_of_the_office(cast: Cast) -> Rows:
    """What belongs to no unit: a day off, a class of the round, an import of the office."""
    about = {"inspection_round": cast.inspection_round, "unit": cast.unit, "name": STANDARD.name}
    day = datetime.date(2026, 10, 1)
    return SimpleNamespace(
        holiday=Holiday.objects.create(day=day, name="国庆节", is_workday=False),
        problem_class=make_class("9", inspection_round=cast.inspection_round),
        batch=imports.upload(by=cast.supervisor, chunks=[STANDARD.read_bytes()], **about),
        job=_job(cast),
        template=_template(cast.supervisor, "巡察办的上级模板"),
    )


def _job(cast: Cast) -> Job:
    """A long export of the office that has brought its file."""
    asked = {"layout": "ledger", "query": "", "ids": None, "said": ""}
    jobs.ask(JobKind.EXPORT, asked, by=cast.supervisor, user=cast.supervisor.person.user, total=30_000)
    job = jobs.take()
    with staged([PDF]) as file:
        jobs.finish(job, "共 30000 项。", "整改台账_2026-11-23.xlsx", file)
    return Job.objects.get(pk=job.pk)
