"""Posts and locked sign-ins: the security administrator's pages."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.views.decorators.http import require_POST

from tracker.actions import accounts
from tracker.actions import posts as actions
from tracker.enums import Role
from tracker.forms.offices import EndPostForm, PostForm
from tracker.models import Person, Post
from tracker.queries import offices as queries
from tracker.views.access import for_roles
from tracker.views.flow import press
from tracker.views.office_pages import FormPage, asked, file, paged, show


@for_roles(Role.SECURITY_ADMIN)
def posts(request: HttpRequest) -> HttpResponse:
    """Who holds which post."""
    ended = asked(request, "ended") == "1"
    role = asked(request, "role") if asked(request, "role") in Role.values else ""
    page = paged(request, queries.posts(asked(request), role, ended=ended))
    context = {"page_obj": page, "q": asked(request), "role": role, "ended": ended, "roles": Role.choices}
    return show(request, "offices/posts.html", "posts", **context)


@for_roles(Role.SECURITY_ADMIN)
def grant_post(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant a person a post."""
    person = get_object_or_404(Person.objects.select_related("unit"), pk=pk)
    page = FormPage(
        "people", f"授予任职　{person.name}", reverse("settings:person", args=[pk]), "已授予任职。", button="授予"
    )
    form = PostForm(request.POST or None, initial={"unit": person.unit_id})
    return file(request, form, page, lambda fields: actions.grant_post(person, by=request.worn, **fields))


@for_roles(Role.SECURITY_ADMIN)
def end_post(request: HttpRequest, pk: int) -> HttpResponse:
    """End a post; what nobody will do from then on is told as a warning."""
    post = get_object_or_404(Post.objects.select_related("person", "unit"), pk=pk)
    page = FormPage(
        "posts",
        f"结束任职　{post.person.name}",
        reverse("settings:person", args=[post.person_id]),
        "任职已结束，办过的事都还在履历里。",
        f"{post.unit}　{post.get_role_display()}，自 {post.since.isoformat()}",
        "结束任职",
    )
    form = EndPostForm(request.POST or None)
    return file(request, form, page, lambda fields: actions.end_post(post, until=fields["until"], by=request.worn))


@for_roles(Role.SECURITY_ADMIN)
def locks(request: HttpRequest) -> HttpResponse:
    """Who is locked out."""
    return show(request, "offices/locks.html", "locks", locks=queries.locks())


@require_POST
@for_roles(Role.SECURITY_ADMIN)
def unlock(request: HttpRequest) -> HttpResponse:
    """Let one of them try again."""
    username, address = (request.POST.get(name, "").replace("\x00", "") for name in ("username", "address"))
    press(request, lambda: accounts.unlock(username=username, address=address, by=request.worn), f"{username} 已解锁。")
    return redirect("settings:locks")
