"""People and their accounts. What may be pressed on a person's page hangs on the administrator's role."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tracker.actions import accounts, offices
from tracker.enums import Role
from tracker.errors import Refused
from tracker.forms.offices import AccountForm, PersonForm
from tracker.models import Person, User
from tracker.queries import offices as queries
from tracker.views import drafts
from tracker.views.access import for_roles
from tracker.views.flow import attempt, form_digest, press
from tracker.views.office_pages import FormPage, asked, file, paged, show


@for_roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def people(request: HttpRequest) -> HttpResponse:
    """Everybody, with account and posts; searched by name, unit, phone or username."""
    page = paged(request, queries.people(asked(request)))
    return show(request, "offices/people.html", "people", page_obj=page, q=asked(request))


@for_roles(Role.SYSTEM_ADMIN, Role.SECURITY_ADMIN)
def person(request: HttpRequest, pk: int) -> HttpResponse:
    """One person: particulars, account, posts past and present."""
    row = _person(pk)
    return show(request, "offices/person.html", "people", person=row, account=_account(row))


@for_roles(Role.SYSTEM_ADMIN)
def new_person(request: HttpRequest) -> HttpResponse:
    """Somebody new; next comes the account."""
    page = FormPage("people", "登记人员", reverse("settings:people"), "人员已登记；要登录的，请在其页面开通账号。")
    form = PersonForm(request.POST or None)
    once = form_digest(request)
    return file(request, form, page, lambda fields: offices.create_person(by=request.worn, form=once, **fields))


@for_roles(Role.SYSTEM_ADMIN)
def change_person(request: HttpRequest, pk: int) -> HttpResponse:
    """Change a person, or note that they have left."""
    row = _person(pk)
    page = FormPage("people", f"修改人员　{row.name}", reverse("settings:person", args=[pk]))
    form = PersonForm(request.POST or None, instance=row)
    return file(request, form, page, lambda fields: offices.change_person(row, by=request.worn, **fields))


@never_cache
@for_roles(Role.SYSTEM_ADMIN)
def open_account(request: HttpRequest, pk: int) -> HttpResponse:
    """Open an account; the first password is shown on the answer and nowhere else."""
    row = _person(pk)
    form = AccountForm(request.POST or None)
    made: list[tuple[User, str]] = []
    if request.method == "POST" and form.is_valid():
        username = form.cleaned_data["username"]
        if attempt(form, lambda: made.append(accounts.create_user(row, username=username, by=request.worn))):
            drafts.drop(request)
            return _told_once(request, row, *made[0])
    drafts.show(request, [form])
    page = FormPage("people", f"开通账号　{row.name}", reverse("settings:person", args=[pk]), button="开通")
    return show(request, "offices/form.html", "people", form=form, page=page)


@never_cache
@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def reset_password(request: HttpRequest, pk: int) -> HttpResponse:
    """A new first password, shown on the answer and nowhere else."""
    row = _person(pk)
    user = _account_or_404(row)
    try:
        password = accounts.reset_password(user, by=request.worn)
    except Refused as refusal:
        messages.error(request, refusal.sentence)
        return redirect("settings:person", pk)
    return _told_once(request, row, user, password)


@require_POST
@for_roles(Role.SYSTEM_ADMIN)
def set_active(request: HttpRequest, pk: int) -> HttpResponse:
    """Close an account or open it again."""
    user = _account_or_404(_person(pk))
    is_active = request.POST.get("is_active") == "1"
    done = "账号已启用。" if is_active else "账号已停用，正在使用的也已退出。"
    press(request, lambda: accounts.set_active(user, is_active=is_active, by=request.worn), done)
    return redirect("settings:person", pk)


def _told_once(request: HttpRequest, row: Person, user: User, password: str) -> HttpResponse:
    return show(request, "offices/first_password.html", "people", person=row, account=user, password=password)


def _person(pk: int) -> Person:
    return get_object_or_404(queries.people(), pk=pk)


def _account(row: Person) -> User | None:
    return getattr(row, "user", None)


def _account_or_404(row: Person) -> User:
    account = _account(row)
    if account is None:
        raise Http404
    return account
