"""What the tests of the item's pages share: signing in as a post of the cast, posting a form as the page gives it."""

import re

from django.contrib.messages import get_messages
from django.urls import reverse

from tests.factories import make_user
from tracker.models import User

BACKEND = "django.contrib.auth.backends.ModelBackend"


def enter(client, post):
    """Sign in as the holder of a post."""
    user = User.objects.filter(person=post.person).first() or make_user(post)
    client.force_login(user, backend=BACKEND)
    return client


def address(name, item, *args):
    return reverse(f"items:{name}", args=[item.number, *args])


def send(client, name, item, *args, **fields):
    """Post a form of the item with the revision its page shows, unless told otherwise."""
    item.refresh_from_db()
    return client.post(address(name, item, *args), {"revision": item.revision, **fields})


def said(response):
    """The sentences that the next page will tell."""
    return [str(message) for message in get_messages(response.wsgi_request)]


def errors(response):
    """Every error of the form on the page, by field."""
    return {name: list(sentences) for name, sentences in response.context["form"].errors.items()}


def show(client, post, item, name="page"):
    """A page of the item as a post sees it."""
    item.refresh_from_db()
    return enter(client, post).get(address(name, item))


def shown(response):
    """The column of buttons: label → reason (empty where it may be pressed)."""
    return {button.label: button.why for button in response.context["buttons"]}


def text_of(response):
    """What a page says, without its tags."""
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", response.content.decode()))
