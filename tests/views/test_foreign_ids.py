"""Somebody posts the id of a row that is not theirs: nothing changes, and nothing is told that they may not know."""

from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import PDF
from tests.touring import address, clients, undone
from tests.town import Town, make_town
from tracker import clock
from tracker.actions.packets import check_code
from tracker.enums import Verdict
from tracker.models import Review

pytestmark = pytest.mark.django_db

REASON = "写明情况，不少于十个字的理由。"
KINDS = ("measures", "milestones", "co_units")
Fields = Callable[[Town], dict[str, Any]]


def nothing(town: Town) -> dict[str, Any]:
    return {}


def reason(town: Town) -> dict[str, Any]:
    return {"reason": REASON, "text": REASON, "note": REASON, "revision": town.ours.working.revision}


def plan(rows: str, pk: Callable[[Town], int], **fields: str) -> Fields:
    """The plan of our own item with the id of a foreign row in its first row."""

    def told(town: Town) -> dict[str, Any]:
        item = town.ours.planned
        whole = {"category": item.category_id, "time_frame": item.time_frame, "revision": item.revision}
        counts = {f"{name}-{count}_FORMS": "0" for name in KINDS for count in ("TOTAL", "INITIAL")}
        counts |= {f"{rows}-TOTAL_FORMS": "1", f"{rows}-INITIAL_FORMS": "1", f"{rows}-0-id": pk(town)}
        return {**whole, **counts, **{f"{rows}-0-{name}": value for name, value in fields.items()}}

    return told


# Who, address, its arguments, what is posted, the answer: 404, or the page again with the reason (200), or back (302).
ATTEMPTS: tuple[tuple[str, str, str, Fields, int], ...] = (
    ("clerk", "items:claim", "theirs.issued.number", nothing, 404),
    ("clerk", "items:object", "theirs.issued.number", reason, 404),
    ("clerk", "items:progress", "theirs.working.number", reason, 404),
    ("clerk", "items:finish", "ours.working.number theirs.measure.pk", reason, 404),
    ("clerk", "items:unfinish", "ours.working.number theirs.done_measure.pk", reason, 404),
    ("clerk", "items:reach", "ours.working.number theirs.milestone.pk", reason, 404),
    ("clerk", "items:do_part", "ours.working.number theirs.part.pk", reason, 404),
    ("clerk", "items:detach", "ours.working.number theirs.use.pk", reason, 404),
    ("clerk", "items:plan", "ours.planned.number", plan("measures", lambda t: t.theirs.measure.pk, text="抢占"), 200),
    (
        *("clerk", "items:plan", "ours.planned.number"),
        plan("milestones", lambda t: t.theirs.milestone.pk, text="抢占", due_on="2026-12-01"),
        200,
    ),
    (
        *("clerk", "items:plan", "ours.planned.number"),
        plan("co_units", lambda t: t.theirs.part.pk, unit="市水利局", part="抢占"),
        200,
    ),
    ("clerk", "items:progress", "ours.working.number", lambda t: {**reason(t), "measure": t.theirs.measure.pk}, 200),
    ("clerk", "items:attach", "ours.working.number", lambda t: upload(t, f"m{t.theirs.measure.pk}"), 200),
    ("clerk", "items:attach", "ours.working.number", lambda t: upload(t, f"s{t.theirs.milestone.pk}"), 200),
    ("clerk", "items:log", "", lambda t: logged(t, feedback=t.theirs.feedback.pk), 200),
    ("clerk", "items:log", "", lambda t: logged(t, earlier=t.theirs.working.number), 200),
    ("clerk", "packets:hand_in", "", lambda t: {"kind": "PLAN", "item": t.theirs.planned.pk}, 404),
    ("clerk", "packets:hand_in", "", lambda t: {"kind": "PLAN", "item": [t.ours.planned.pk, t.theirs.planned.pk]}, 404),
    ("clerk", "packets:withdraw", "theirs.handed.number theirs.turn.pk", nothing, 404),
    ("clerk", "packets:withdraw", "ours.handed.number theirs.turn.pk", nothing, 404),
    ("clerk", "packets:paper", "ours.handed.number", lambda t: scanned(t), 200),
    ("clerk", "imports:confirm", "theirs.batch.pk", nothing, 404),
    ("clerk", "imports:give_up", "theirs.batch.pk", nothing, 404),
    ("clerk", "imports:give_up", "office.batch.pk", nothing, 404),
    ("clerk", "items:drop_view", "", lambda t: {"view": t.theirs.view.pk}, 404),
    ("secretary", "items:drop_view", "", lambda t: {"view": t.ours.view.pk}, 404),
    ("supervisor", "items:drop_view", "", lambda t: {"view": t.ours.view.pk}, 404),
    ("clerk", "notices_read", "", lambda t: {"notice": t.theirs.notice.pk}, 302),
    ("clerk", "wear_post", "", lambda t: {"post": t.cast.stranger.pk}, 302),
    ("handler", "items:finish", "theirs.working.number theirs.measure.pk", reason, 404),
    ("handler", "items:progress", "ours.working.number", lambda t: {**reason(t), "measure": t.theirs.measure.pk}, 200),
    ("secretary", "packets:sign", "theirs.handed.number", lambda t: {"password": "Zhenggai-2026"}, 404),
    ("secretary", "packets:decline", "theirs.handed.number theirs.turn.pk", reason, 404),
    ("secretary", "packets:decline", "ours.handed.number theirs.turn.pk", reason, 404),
    ("supervisor", "packets:confirm_scan", "ours.scanned.number", lambda t: {"signature": t.theirs.signature.pk}, 404),
    (
        *("supervisor", "packets:refuse_scan", "ours.scanned.number"),
        lambda t: {"signature": t.theirs.signature.pk, "reason": REASON},
        404,
    ),
    ("supervisor", "imports:confirm", "ours.batch.pk", nothing, 404),
    ("supervisor", "items:reassign", "ours.issued.number", lambda t: moved(t, t.cast.discipline.unit.pk), 200),
    (
        "supervisor",
        "items:mark",
        "ours.working.number",
        lambda t: {**reason(t), "patron_person": t.ours.person.pk},
        200,
    ),
)


def upload(town: Town, place: str) -> dict[str, Any]:
    return {"place": place, "file": SimpleUploadedFile("抢占.pdf", PDF), "revision": town.ours.working.revision}


def logged(town: Town, **fields: Any) -> dict[str, Any]:
    item = town.ours.working
    whole = {"feedback": town.ours.feedback.pk, "source": "FOUND", "category": item.category_id, "problem": "自查。"}
    return {**whole, "time_frame": "BY_DATE", **fields}


def scanned(town: Town) -> dict[str, Any]:
    code = check_code(town.ours.handed)
    told = {"signer": town.cast.stranger_secretary.pk, "signed_on": clock.today().isoformat(), "code": code}
    return {**told, "scan": SimpleUploadedFile("签字单.pdf", PDF)}


def moved(town: Town, unit: int) -> dict[str, Any]:
    return {"unit": unit, "reason": REASON, "revision": town.ours.issued.revision}


def everything() -> dict[str, list[Any]]:
    """Every row of every table of ours."""
    models = apps.get_app_config("tracker").get_models()
    return {model.__name__: list(model.objects.order_by("pk").values()) for model in models}


def test_a_foreign_id_changes_nothing(db) -> None:
    town = make_town()
    browsers = dict(clients(town))
    before = everything()
    answers, changed = {}, {}
    for place, (who, name, args, fields, _) in enumerate(ATTEMPTS):
        client = browsers[who]
        with undone(client):
            answers[place] = client.post(address(town, name, args), fields(town)).status_code
            after = everything()
        changed |= {(place, name): [key for key in after if after[key] != before[key]]}
    told = {place: status for place, (*_, status) in enumerate(ATTEMPTS)}
    assert {ATTEMPTS[place][:3]: (answers[place], told[place]) for place in told if answers[place] != told[place]} == {}
    assert {key: tables for key, tables in changed.items() if tables} == {}


def test_a_party_gives_no_verdict_of_another(db) -> None:
    town = make_town()
    browsers = dict(clients(town))
    turn, own = town.ours.review.submission, town.cast.discipline.unit
    others = Review.objects.filter(submission=turn).exclude(unit_of_party=own)
    before = everything()
    fields = {"review": [], "rest": "1"}
    for review in others:
        fields["review"].append(review.pk)
        fields |= {f"r{review.pk}-verdict": Verdict.RETURN, f"r{review.pk}-opinion": REASON}

    answer = browsers["discipline"].post(reverse("packets:review", args=[town.ours.reviewed.number]), fields)

    assert (others.count(), answer.status_code) == (2, 200)
    assert everything() == before


def test_an_export_holds_no_foreign_row(db, workbook) -> None:
    town = make_town()
    clerk = dict(clients(town))["clerk"]

    answer = clerk.post(reverse("exports:new"), {"ids": [town.ours.working.pk, town.theirs.working.pk]})

    cells = {cell for row in workbook(answer).active.iter_rows(values_only=True) for cell in row}
    assert (town.ours.working.number in cells, town.theirs.working.number in cells) == (True, False)
    assert not any(town.cast.other_unit.name in str(cell) for cell in cells)


def test_no_list_or_search_shows_a_foreign_row(db) -> None:
    town = make_town()
    browsers = dict(clients(town))
    theirs = (town.theirs.working.number, town.theirs.handed.number, town.cast.other_unit.name)
    lists = [reverse(name) for name in ("home", "notices", "items:list", "packets:list", "wall_chart", "statistics")]
    asked = f"?q={theirs[0]}&unit={town.cast.other_unit.pk}&round=all&legacy=all"
    shown = [
        (who, path, row)
        for who in ("clerk", "secretary", "handler")
        for path in [*lists, *(path + asked for path in lists[2:])]
        for row in theirs
        if row in _rows(browsers[who].get(path))
    ]
    assert shown == []


def _rows(response: Any) -> str:
    """The tables of a page; above them stands in the search box what was asked for."""
    return "".join(response.content.decode().split("<tbody")[1:])
