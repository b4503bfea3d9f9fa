"""From the first page of an empty house to a signed-in person, in both languages."""

from playwright.sync_api import expect

from apps.accounts.models import Store, User


def test_first_day(open_as, assert_accessible):
    page = open_as(None, "/")
    assert "/set-up/" in page.url
    assert_accessible(page)
    page.get_by_label("门店名称").fill("众诚汽车·郑东店")
    page.get_by_label("您的姓名").fill("任杰")
    page.get_by_label("登录名").fill("renjie")
    page.get_by_label("密码", exact=True).fill("clear-water-77")
    page.get_by_role("button", name="开始使用").click()
    page.wait_for_url("/")
    assert Store.objects.get().name == "众诚汽车·郑东店"


def test_sign_in_wrong_then_right_then_in_english(open_as, committed_house, assert_accessible):
    committed_house.person("lin", "林晓彤", "agent", committed_house.care)
    page = open_as(None, "/account/")
    assert_accessible(page)
    page.get_by_label("用户名").fill("lin")
    page.get_by_label("密码", exact=True).fill("wrong")
    page.get_by_role("button", name="登录").click()
    expect(page.get_by_role("alert")).to_be_visible()
    page.get_by_label("密码", exact=True).fill("secret-phrase-7")
    page.get_by_role("button", name="登录").click()
    page.wait_for_url("/account/")
    page.get_by_role("button", name="EN").first.click()
    page.get_by_role("heading", name="My account").wait_for()
    assert User.objects.get(username="lin").language == "en"
