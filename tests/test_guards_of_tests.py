"""The guards of the suite bite: each is shown the fault it is there for."""

import datetime

import pytest
from django.template import engines
from openpyxl import Workbook

from tests.conftest import NOW, broken_cells
from tests.house_client import find_faults
from tracker import guards


@pytest.mark.parametrize(
    ("html", "faults"),
    [
        ("<p>好</p>", []),
        ('<script src="/static/a.js"></script>', []),
        ("<script>go()</script>", ["inline <script>"]),
        ("<style>p{}</style>", ["inline <style>"]),
        ('<p style="color:red">好</p>', ["<p style>"]),
        ('<a href="#" onclick="go()">好</a>', ["<a onclick>"]),
        ('<a href="javascript:go()">好</a>', ["a link that is a script"]),
        ("<p>{{ item.number }}</p>", ["braces in the text: {{ item.number }}"]),
        ('<p title="{% url %}">好</p>', ["braces in <p title>"]),
        ('<p id="a"></p><p id="a"></p>', ["id a stands twice"]),
        ('<form method="post"></form>', ["a form that posts without its token"]),
        ('<form method="post"><input name="csrfmiddlewaretoken"></form>', []),
        ("<form></form>", []),
    ],
)
def test_a_page_with_a_fault_is_found(html: str, faults: list[str]) -> None:
    assert find_faults(html) == faults


def test_an_unknown_template_variable_fails() -> None:
    template = engines["django"].from_string("{{ nobody_knows_it }}")
    with pytest.raises(pytest.fail.Exception, match="nobody_knows_it"):
        template.render({})


def test_a_broken_cell_is_found() -> None:
    book = Workbook()
    book.active.append(["好", "#REF!", 3, "None"])
    book.active.title = "台账"
    assert broken_cells(book) == ["台账!B1: #REF!", "台账!D1: None"]


def test_the_clock_stands_still() -> None:
    assert datetime.datetime.now(tz=NOW.tzinfo) == NOW


@pytest.mark.real_clock
def test_the_clock_runs_where_a_test_asks_for_it() -> None:
    assert datetime.datetime.now(tz=NOW.tzinfo) != NOW


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("turn", ["first", "after a flush"])
def test_the_databases_own_guards_stand_in_every_test_with_real_transactions(turn: str) -> None:
    assert guards.missing() == []
