"""A new clerk: 系统管理员 opens the account and is shown the first password once; 安全管理员 grants the post.

The new clerk signs in with the first password, is led to change it wherever they want to go, changes it, and stands on
the unit's workbench.
"""

import pytest

from tests.factories import PersonFactory
from tracker.enums import Role
from tracker.models import Post

pytestmark = [pytest.mark.browser, pytest.mark.django_db(transaction=True)]
OWN = "Xin-mima-2026"


def test_a_new_clerk_from_the_account_to_the_workbench(city, window, door):
    person = PersonFactory(unit=city.unit, name="卫某某")
    admin, security = window(city.admin), window(city.security)

    admin.go(f"/settings/people/{person.pk}/").click("开通账号", role="link").fill("用户名", "weimoumou").send()
    first = admin.text(".digest--full")
    assert "首次密码" in admin.text("h1")
    assert first not in admin.go(f"/settings/people/{person.pk}/").text()

    security.go(f"/settings/people/{person.pk}/").click("授予任职", role="link")
    security.page.get_by_label("角色").select_option(label=Role.CLERK.label)
    security.send()
    security.says("已授予任职。")
    assert Post.objects.get(person=person).unit == city.unit

    clerk = door().sign_in("weimoumou", first)
    for path in ("/", "/items/"):
        assert clerk.go(path).page.url.endswith("/password/")
    clerk.fill("原密码", first)
    clerk.page.locator("[name=new_password1]").fill(OWN)
    clerk.page.locator("[name=new_password2]").fill(OWN)
    clerk.send()

    clerk.says("密码已改好，其他地方的登录已一并退出。")
    assert "市民政局" in clerk.text(".topbar")
    assert clerk.go("/items/").page.url.endswith("/items/")
