"""What the pages under 设置 share: the column of sections by role, one way to file a form, one way to page a list."""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.core.paginator import Page, Paginator
from django.forms import BaseForm
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse

from tracker.enums import Role
from tracker.views import drafts
from tracker.views.flow import attempt

PAGE = 50
_ADMIN, _SECURITY, _OFFICE = Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN, Role.SUPERVISOR
SECTIONS: tuple[tuple[str, str, str, tuple[Role, ...]], ...] = (
    ("rounds", "轮次", "新建轮次，设定各段期限、预警天数、审核方、各单位反馈日期和问题类别。", (_OFFICE,)),
    ("holidays", "节假日", "逐年登记放假和调休，工作日按它计算。", (_OFFICE,)),
    ("units", "单位", "新建单位、改名、调整上下级、停用；没有账号的单位由巡察办代填。", (_ADMIN,)),
    ("people", "人员与账号", "登记人员，开通账号，重置密码，停用账号。", (_ADMIN,)),
    ("people", "人员", "查找人员，授予或结束任职。", (_SECURITY,)),
    ("posts", "任职", "谁在哪个单位任什么角色，从何时到何时。", (_SECURITY,)),
    ("locks", "登录锁定", "密码连续输错被锁的用户，核实后解锁。", (_SECURITY,)),
)


@dataclass(frozen=True)
class FormPage:
    """The words and ways of one form: its section, title, the page to go back to, and what is said when it is done."""

    section: str
    title: str
    back: str
    done: str = "已保存。"
    say: str = ""
    button: str = "保存"


def sections(request: HttpRequest) -> list[tuple[str, str, str, str]]:
    """(name, address, label, what it is for) of every section of the post worn."""
    role = request.worn.role if request.worn else None
    return [(name, reverse(f"settings:{name}"), label, say) for name, label, say, roles in SECTIONS if role in roles]


def show(request: HttpRequest, template: str, section: str, **context: Any) -> HttpResponse:
    """A page with the column of sections, `section` picked out."""
    return render(request, template, {**context, "sections": sections(request), "section": section})


def file(request: HttpRequest, form: BaseForm, page: FormPage, action: Callable[[dict[str, Any]], Any]) -> HttpResponse:
    """Show a form, or hand it to the action: done, go back; refused, show it again with everything typed."""
    if request.method == "POST":
        outcome: list[Any] = []
        if form.is_valid() and attempt(form, lambda: outcome.append(action(form.cleaned_data))):
            drafts.drop(request)
            return _done(request, page, outcome[0])
    else:
        drafts.show(request, [form])
    return show(request, "offices/form.html", page.section, form=form, page=page)


def _done(request: HttpRequest, page: FormPage, outcome: Any) -> HttpResponse:
    """An action may answer with a number of items it moved, or with warnings."""
    moved = isinstance(outcome, int) and outcome > 0
    messages.success(request, f"{page.done}有 {outcome} 项事项的期限随之重算。" if moved else page.done)
    for warning in outcome if isinstance(outcome, list) else ():
        messages.warning(request, warning)
    return redirect(page.back)


def paged(request: HttpRequest, rows: Sequence[Any]) -> Page:
    """The page of a list that the address asks for."""
    return Paginator(rows, PAGE).get_page(request.GET.get("page"))


def asked(request: HttpRequest, name: str = "q") -> str:
    """A word of the address, without blanks around it or signs no database takes."""
    return request.GET.get(name, "").replace("\x00", "").strip()[:80]
