"""Nothing typed is lost: every form that takes text comes back after the session ended, to its own user and page."""

import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from tests.factories import PASSWORD, item_at, make_category, make_post, make_user
from tests.house_client import HouseClient
from tests.paperwork import enter
from tests.views.item_pages import address, text_of
from tests.views.typed_pages import BUTTONS, FILES, FORMS, form_on, typed_into, values_of
from tracker.actions import items
from tracker.enums import Status
from tracker.models import Draft, User

pytestmark = pytest.mark.django_db
LATE = datetime.timedelta(minutes=31)
RESTORED = "已恢复 11-23 16:01 的草稿，还没有提交，核对后接着办。"


@pytest.fixture(autouse=True)
def categories(db):
    for code in ("2.1", "2.2"):
        make_category(code)


def sign_in(client, url, user):
    """Through the door, from the page that asked for it."""
    return client.post(reverse("sign_in"), {"username": user.username, "password": PASSWORD, "next": url})


def walk_in(client, post):
    """Through the door: only a session that began there knows when it began."""
    user = User.objects.filter(person=post.person).first() or make_user(post)
    client.logout()
    sign_in(client, "/", user)
    return client


def hand_in(client, page, fields, **more):
    """The form of the page is handed in as a browser does."""
    form = form_on(client.get(page).content.decode())
    return client.post(form.action or page, {**values_of(form), **fields, **more})


@pytest.mark.parametrize("name", FORMS)
def test_a_form_handed_in_too_late_comes_back_with_all_that_was_typed(client, cast, frozen_clock, name):
    who, where, what = FORMS[name]
    page, post = where(cast), getattr(cast, who)
    form = form_on(walk_in(client, post).get(page).content.decode())
    typed = typed_into(form, what, cast)

    frozen_clock.shift(LATE)
    late = client.post(form.action or page, {**values_of(form), **typed})
    assert late.url.startswith(f"{reverse('sign_in')}?next=")

    colleague = make_post(post.role, post.unit)
    theirs = enter(client, colleague).get(page)
    assert "已恢复" not in text_of(theirs)
    assert typed.items() - flat(values_of(form_on(theirs.content.decode()))).items() != set()
    client.logout()

    key = values_of(form)["draft_key"][0]
    assert sign_in(client, key, post.person.user).url == key
    back = client.get(key)
    assert RESTORED in text_of(back)
    assert flat(values_of(form_on(back.content.decode()))) | typed == flat(values_of(form_on(back.content.decode())))
    assert "data-draft-note" in back.content.decode()

    pressed = typed_into(form, BUTTONS.get(name, {}), cast)
    done = hand_in(client, key, pressed, **file_of(name))
    assert (done.status_code, Draft.objects.count()) == (200 if name == "account" else 302, 0)


def flat(fields):
    return {name: values[-1] for name, values in fields.items()}


def file_of(name):
    """What has to be chosen again."""
    if name not in FILES:
        return {}
    field, called, content = FILES[name]
    return {field: SimpleUploadedFile(called, content)}


@pytest.mark.parametrize("name", FILES)
def test_a_file_has_to_be_chosen_again_and_the_page_says_so(client, cast, frozen_clock, name):
    who, where, what = FORMS[name]
    page = where(cast)
    form = form_on(enter(client, getattr(cast, who)).get(page).content.decode())
    client.post(reverse("save_draft"), {**values_of(form), **typed_into(form, what, cast)})

    assert "核对后接着办。文件须重新选择。" in text_of(client.get(page))


@pytest.mark.parametrize("name", FORMS)
def test_every_such_form_is_kept_while_somebody_types(client, cast, name):
    who, where, _ = FORMS[name]
    html = enter(client, getattr(cast, who)).get(where(cast)).content.decode()

    assert html.count(f'data-draft data-draft-url="{reverse("save_draft")}"') == html.count('name="draft_key"')
    assert html.count("js/draft.js") == 1


def planning(client, cast):
    """An item being planned, its page of the plan, and the clerk's text of the root cause kept as a draft."""
    item = item_at(Status.PLANNING, cast)
    page = address("plan", item)
    form = form_on(walk_in(client, cast.clerk).get(page).content.decode())
    fields = {**values_of(form), "root_cause": "写到一半"}
    client.post(reverse("save_draft"), fields)
    return item, page, fields


def test_a_draft_is_given_up_with_one_button(client, cast):
    _, page, _ = planning(client, cast)
    assert "写到一半</textarea>" in client.get(page).content.decode()

    response = client.post(reverse("drop_draft"), {"key": page})

    assert response.url == page
    assert "写到一半" not in client.get(page).content.decode()
    assert Draft.objects.count() == 0


@pytest.mark.parametrize("key", ["http://example.org/", "//example.org/", ""])
def test_giving_up_leads_to_no_other_site(client, cast, key):
    enter(client, cast.clerk)
    assert client.post(reverse("drop_draft"), {"key": key}).url == reverse("home")


def test_nobody_drops_the_draft_of_somebody_else(client, cast):
    _, page, _ = planning(client, cast)
    enter(client, cast.secretary).post(reverse("drop_draft"), {"key": page})
    assert Draft.objects.count() == 1


def test_a_draft_is_shown_for_thirty_days_and_goes_with_the_next_one(client, cast, frozen_clock):
    _, page, _ = planning(client, cast)
    frozen_clock.shift(datetime.timedelta(days=30))
    assert "写到一半" in enter(client, cast.clerk).get(page).content.decode()

    frozen_clock.shift(datetime.timedelta(seconds=1))
    assert "写到一半" not in enter(client, cast.clerk).get(page).content.decode()
    client.post(reverse("save_draft"), {"draft_key": "/items/log/", "problem": "另一件"})
    assert list(Draft.objects.values_list("key", flat=True)) == ["/items/log/"]


def test_the_draft_of_an_item_that_went_to_another_unit_is_not_shown(client, cast):
    item = item_at(Status.ISSUED, cast)
    page = address("object", item)
    enter(client, cast.clerk).post(reverse("save_draft"), {"draft_key": page, "reason": "写到一半"})
    items.reassign(item, unit=cast.other_unit, reason="属另一单位职责范围。", by=cast.supervisor)

    assert client.get(page).status_code == 404
    assert "写到一半" not in enter(client, cast.stranger).get(page).content.decode()


def test_a_draft_begun_before_a_change_says_who_changed_what_and_carries_the_revision_seen(client, cast):
    item, page, old = planning(client, cast)
    items.mark(item, by=cast.supervisor, is_key=True)
    item.refresh_from_db()

    back = client.get(page)
    name = cast.supervisor.person.name
    assert f"最近一次：11-23 15:30 市委巡察办 {name} 标记重点、包保：重点难点 是。" in text_of(back)
    assert values_of(form_on(back.content.decode()))["revision"] == [str(item.revision)]

    refused = client.post(page, old)
    assert "写到一半</textarea>" in refused.content.decode()
    assert Draft.objects.count() == 1
    assert hand_in(client, page, {}).status_code == 302
    assert (item.__class__.objects.get(pk=item.pk).root_cause, Draft.objects.count()) == ("写到一半", 0)


def test_a_draft_begun_on_the_same_revision_says_nothing_of_changes(client, cast):
    _, page, _ = planning(client, cast)
    assert "有过变动" not in text_of(client.get(page))


def test_texts_of_two_measures_are_kept_apart(client, cast):
    item = item_at(Status.IN_PROGRESS, cast)
    pages = [f"{address('progress', item)}?measure={measure.pk}" for measure in item.measures.all()]
    enter(client, cast.clerk)
    for page, text in zip(pages, ("查完档案", "修订办法"), strict=True):
        client.post(reverse("save_draft"), {**values_of(form_on(client.get(page).content.decode())), "text": text})

    shown = [
        values_of(form_on(client.get(page).content.decode()))["text"] for page in [*pages, address("progress", item)]
    ]
    assert shown == [["查完档案"], ["修订办法"], [""]]


# --- sessions that ended in other ways -------------------------------------------------------------------------------


def test_what_is_handed_in_after_signing_out_in_another_window_comes_back(client, cast):
    _, page, fields = planning(client, cast)
    user = User.objects.get(person=cast.clerk.person)
    client.post(reverse("sign_out"))

    response = client.post(page, {**fields, "root_cause": "写完了"})

    assert response.url == f"{reverse('sign_in')}?next={page.replace('/', '%2F')}"
    assert "登录已经失效。刚才提交的内容没有办理，已留作草稿，登录后接着填。" in text_of(client.get(response.url))
    sign_in(client, page, user)
    assert "写完了</textarea>" in client.get(page).content.decode()


def test_the_script_keeps_a_draft_and_leaves_the_idle_session_to_the_page(client, cast, frozen_clock):
    _, page, fields = planning(client, cast)
    frozen_clock.shift(LATE)

    kept = client.post(reverse("save_draft"), {**fields, "root_cause": "写完了"})
    assert (kept.status_code, kept.content.decode()) == (200, "已保存")
    assert Draft.objects.get().content["root_cause"] == ["写完了"]

    late = client.post(page, fields)
    assert "30 分钟没有操作，已自动退出。" in text_of(client.get(late.url))
    refused = client.post(reverse("save_draft"), {**fields, "draft_by": "0"})
    assert (refused.status_code, refused.content.decode()) == (403, "没有保存，请重新登录。")


@pytest.mark.parametrize("told", [{"HTTP_ORIGIN": "http://example.org"}, {"HTTP_REFERER": "http://example.org/x/"}])
def test_what_another_site_sends_is_never_kept(client, cast, frozen_clock, told):
    _, page, fields = planning(client, cast)
    frozen_clock.shift(LATE)
    client.post(page, {**fields, "root_cause": "外来的"}, **told)
    assert [draft.content["root_cause"] for draft in Draft.objects.all()] == [["写到一半"]]


def test_what_one_user_typed_is_never_kept_for_another(client, cast, frozen_clock):
    _, page, fields = planning(client, cast)
    Draft.objects.all().delete()
    walk_in(client, cast.secretary).get(reverse("help"))
    frozen_clock.shift(LATE)
    client.post(page, fields)
    assert Draft.objects.count() == 0


@pytest.fixture
def strict(cast):
    """A browser whose tokens are checked, signed in as the clerk."""
    return enter(HouseClient(enforce_csrf_checks=True), cast.clerk)


def test_a_page_older_than_the_sign_in_keeps_its_text(strict, cast):
    page = address("plan", item_at(Status.PLANNING, cast))
    fields = values_of(form_on(strict.get(page).content.decode()))
    typed = {**fields, "root_cause": "写完了", "csrfmiddlewaretoken": "x" * 64}

    assert strict.post(reverse("save_draft"), typed).status_code == 200
    response = strict.post(page, typed)

    assert response.url == page
    back = strict.get(page)
    assert "写完了</textarea>" in back.content.decode()
    said = "页面打开之后重新登录过，刚才提交的内容没有办理，已留作草稿，请核对后再提交。"
    assert said in text_of(back)


def test_a_form_without_its_token_from_another_user_is_refused(strict, cast):
    page = address("plan", item_at(Status.PLANNING, cast))
    fields = {**values_of(form_on(strict.get(page).content.decode())), "draft_by": "0"}

    assert strict.post(page, fields).status_code == 403
    assert Draft.objects.count() == 0
