"""What the tests of saved views share: making one, sending one, and reading what the register shows of them."""

from django.urls import reverse

from tests.factories import make_user
from tracker.actions.desk import keep_view
from tracker.models import SavedView, User

LIST, SAVE, DROP = reverse("items:list"), reverse("items:save_view"), reverse("items:drop_view")
GONE = "这个视图已经删除，或者没有共享给您。地址里的条件照用，列按您自己的设置显示。"
COLUMNS = ["unit", "lamp"]


def keep(post, name="本月到期", *, shared=False, query="lamp=RED&sort=-deadline", columns=COLUMNS):
    """A view of the holder of a post, made as the page makes it."""
    user = User.objects.filter(person=post.person).first() or make_user(post)
    return keep_view(user, name, query=query, columns=columns, shared_by=post if shared else None)[0]


def send(client, **fields):
    """The form that keeps a view, filled in."""
    return client.post(SAVE, {"name": "本月到期", "sharing": "own", "filter": "", **fields})


def heads(page):
    """The columns shown."""
    return [head.name for head in page.context["heads"]]


def rows():
    """Every view there is: name, conditions, columns."""
    return list(SavedView.objects.order_by("pk").values_list("name", "query", "columns"))
