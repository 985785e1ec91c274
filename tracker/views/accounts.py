"""Signing in and out, the post worn, passwords, and what is shown when a sign-in or a form is refused."""

from typing import Any

from django.contrib import messages
from django.contrib.auth import login, logout, update_session_auth_hash
from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse, HttpResponseRedirect
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_POST

from tracker.actions import sessions
from tracker.forms.accounts import NewPasswordForm, SignInForm
from tracker.late_forms import keep_posted, keep_quietly
from tracker.middleware import SIGNED_IN_AT, WORN, first_post
from tracker.views.address import caller_address


@login_not_required
@never_cache
def sign_in(request: HttpRequest) -> HttpResponse:
    """The door. Whoever is signed in already goes on to where they were going."""
    going = _going(request)
    if request.user.is_authenticated:
        return HttpResponseRedirect(going)
    form = SignInForm(request, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        _let_in(request, form.get_user())
        return HttpResponseRedirect(going)
    return render(request, "registration/sign_in.html", {"form": form, "next": request.GET.get("next", "")})


def _going(request: HttpRequest) -> str:
    """Where to go after signing in; never to another host."""
    wanted = request.POST.get("next") or request.GET.get("next") or "/"
    return wanted if url_has_allowed_host_and_scheme(wanted, {request.get_host()}, request.is_secure()) else "/"


def _let_in(request: HttpRequest, user: Any) -> None:
    login(request, user)
    request.session[SIGNED_IN_AT] = user.last_login.timestamp()
    sessions.signed_in(user, by=first_post(user), address=caller_address(request))


@require_POST
def sign_out(request: HttpRequest) -> HttpResponse:
    """Leave."""
    sessions.signed_out(request.user, by=request.worn)
    logout(request)
    messages.success(request, "已退出。")
    return redirect("sign_in")


@require_POST
def wear_post(request: HttpRequest) -> HttpResponse:
    """Go on in another of one's own current posts."""
    wanted = request.POST.get("post", "")
    post = next((each for each in request.posts if str(each.pk) == wanted), None)
    if post is None:
        messages.error(request, "这一任职不是您的，或已经到期。")
        return redirect("home")
    request.session[WORN] = post.pk
    sessions.wore(request.user, by=post)
    messages.success(request, f"现以“{post.unit.name}　{post.get_role_display()}”办理。")
    return redirect("home")


@never_cache
def password_change(request: HttpRequest) -> HttpResponse:
    """Change one's own password; a first password must be changed before anything else."""
    form = NewPasswordForm(request.user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        sessions.change_password(request.user, password=form.cleaned_data["new_password1"], by=request.worn)
        update_session_auth_hash(request, request.user)
        messages.success(request, "密码已改好，其他地方的登录已一并退出。")
        return redirect("home")
    return render(request, "registration/password_change.html", {"form": form})


def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    """The form's token is missing or old. Who signed in again in another window finds the text kept as a draft."""
    if request.user.is_authenticated:
        if request.path == reverse("save_draft"):
            return keep_quietly(request, request.user)
        page, kept = keep_posted(request, request.user)
        if kept:
            messages.warning(request, "页面打开之后重新登录过，刚才提交的内容没有办理，已留作草稿，请核对后再提交。")
            return HttpResponseRedirect(page)
    return render(request, "403_csrf.html", status=403)


def locked_out(request: HttpRequest, original_response: Any = None, credentials: Any = None) -> HttpResponse:
    """Five failures by this user from this address: locked for a quarter of an hour."""
    username = request.POST.get("username") or (credentials or {}).get("username") or ""
    sessions.locked_out(username, address=caller_address(request))
    return render(request, "registration/locked_out.html", status=429)
