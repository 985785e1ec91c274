"""Garbage in every field of every form: never an error of the system, a sentence in Chinese, nothing typed is lost."""

import logging
import re
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import pytest
import time_machine
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction

from tests.clumsiness import ANSWERS, GARBAGE, LONE_SURROGATE, ODD, Desk, desks
from tests.conftest import NOW
from tests.factories import PDF
from tests.reading_pages import Page
from tests.touring import clients, undone
from tests.town import make_town
from tracker.models import Event

pytestmark = [pytest.mark.django_db, pytest.mark.long]

BODY = "application/x-www-form-urlencoded"
SENTENCE = re.compile(r'class="(?:alert|field__error|filter__error|errorlist)[^>]*>(?:\s|<[^>]*>)*[^<]*[\u4e00-\u9fff]')
# What is refused as a whole sends back to the page it came from, with the reason; nobody has typed a text there.
WITHOUT_TEXT = {"exports:new", "items:columns", "settings:unlock", "drop_draft", "imports:confirm"}


@dataclass(frozen=True)
class Trial:
    """What came of one body sent to one form; it was undone afterwards."""

    desk: Desk
    kind: str
    what: str
    status: int
    events: int  # written
    back: str  # where one is sent
    is_page: bool
    says: bool  # is there a sentence in Chinese
    shown: dict[str, str]  # texts in the controls of the page

    @property
    def told(self) -> tuple:
        return self.desk.name, self.desk.who, self.what, self.status


@pytest.fixture(scope="module")
def trials(django_db_setup, django_db_blocker) -> list[Trial]:
    """All trials at all forms, made once for all who look at them."""
    logging.disable(logging.WARNING)
    with django_db_blocker.unblock(), time_machine.travel(NOW, tick=False), transaction.atomic():
        browsers = dict(clients(town := make_town()))
        made = [_try(browsers, desk, *body) for desk in desks(town, browsers) for body in bodies(desk)]
        transaction.set_rollback(True)
    logging.disable(logging.NOTSET)
    return made


def bodies(desk: Desk) -> Iterator[tuple[str, str, Any]]:
    """Kind, what it is, and what is sent."""
    filled = desk.form.filled()
    yield "typed", "odd signs", filled | {each.name: ODD for each in desk.form.controls if each.is_typed}
    if not desk.is_first:
        return
    if desk.form.names:
        yield from (("all", kind, desk.filled_with(value)) for kind, value in GARBAGE.items())
    for button in desk.form.buttons:
        yield "pressed", button.name, desk.filled_with(ODD) | {button.name: button.value}
    wrong = GARBAGE["a zero byte in a text"]
    yield from (("one", name, filled | {name: wrong}) for name in desk.fields if not name.endswith("_FORMS"))
    yield from (("broken", kind, body) for kind, body in broken(desk))
    for name in [each.name for each in desk.form.controls if each.kind == "file"]:
        yield from (("file", kind, filled | {name: file}) for kind, file in files())


def _try(browsers: dict, desk: Desk, kind: str, what: str, data: Any) -> Trial:
    about = {"content_type": BODY} if kind == "broken" else {}
    browser, before = browsers[desk.who], Event.objects.count()
    with undone(browser):
        answer = browser.post(desk.path, data, headers={"referer": f"http://testserver{desk.page}"}, **about)
        body = b"".join(answer.streaming_content) if answer.streaming else answer.content
        is_page = answer.status_code == 200 and answer.headers["Content-Type"].startswith("text/html")
        html = body.decode() if is_page else ""
        events = Event.objects.count() - before
    shown = {each.name: each.value for each in Page(html).controls if each.is_typed}
    back = answer.headers.get("Location", "")
    return Trial(desk, kind, what, answer.status_code, events, back, is_page, bool(SENTENCE.search(html)), shown)


def broken(desk: Desk) -> Iterator[tuple[str, str]]:
    """Bodies that no browser of ours sends."""
    names = desk.form.names
    yield "nothing of the form", "a=b"
    yield "every field twice", "&".join(f"{name}={value}" for name in names for value in ("1", "x"))
    yield "lists", "&".join(f"{name}[]=1" for name in names)
    yield "half a surrogate", "&".join(f"{name}={LONE_SURROGATE}" for name in names)
    yield "numbers of rows", "&".join(f"{name}={9 * 10**9 if name.endswith('_FORMS') else ''}" for name in names)
    yield "negative numbers of rows", "&".join(f"{name}=-1" for name in names)


def files() -> Iterator[tuple[str, Any]]:
    yield "a program", SimpleUploadedFile("病毒.exe", b"MZ\x90")
    yield "a program in disguise", SimpleUploadedFile("材料\u202efdp.exe", b"MZ\x90")
    yield "a program named pdf", SimpleUploadedFile("材料.pdf", b"MZ\x90")
    yield "a picture named xlsx", SimpleUploadedFile("材料.xlsx", b"\x89PNG\r\n\x1a\n")
    yield "a broken archive", SimpleUploadedFile("材料.docx", b"PK\x03\x04broken")
    yield "an empty file", SimpleUploadedFile("材料.pdf", b"")
    yield "a path", SimpleUploadedFile("x", b"MZ", content_type="application/pdf")
    yield "a long name", SimpleUploadedFile("长" * 300 + ".exe", b"MZ")
    yield "no ending", SimpleUploadedFile("材料", PDF)
    yield "a secret", SimpleUploadedFile("机密★材料.pdf", PDF)
    yield "two files", [SimpleUploadedFile("一.exe", b"MZ"), SimpleUploadedFile("二.exe", b"MZ")]
    yield "no file but a text", "材料.pdf"


def test_no_garbage_breaks_the_system(trials) -> None:
    assert len({trial.desk.name for trial in trials}) > 50
    assert [(trial.kind, *trial.told) for trial in trials if trial.status not in ANSWERS] == []


def test_garbage_in_all_fields_is_answered_with_a_sentence(trials) -> None:
    pages = [trial for trial in trials if trial.kind == "all" and trial.is_page and not trial.events]
    assert [trial.told for trial in pages if not trial.says] == []


def test_what_was_typed_is_in_the_page_again(trials) -> None:
    lost = []
    for trial in trials:
        typed = {each.name for each in trial.desk.form.controls if each.is_typed} if trial.kind == "typed" else set()
        if trial.is_page and not trial.events:
            lost += [(*trial.told, name) for name in typed if trial.shown.get(name) != ODD]
        elif typed and trial.status == 302 and not trial.events and trial.desk.name not in WITHOUT_TEXT:
            lost.append((*trial.told, trial.back))
    assert lost == []


def test_no_wrong_file_is_taken(trials) -> None:
    tried = [trial for trial in trials if trial.kind == "file"]
    names = {"items:attach", "packets:paper", "imports:new", "exports:check", "exports:new_template"}
    assert {trial.desk.name for trial in tried} == names
    assert [trial.told for trial in tried if not (trial.is_page and trial.says) or trial.events] == []
