"""A manager has to set up a second factor, is asked for it the next time, and gets in by a recovery code (H6)."""

import re
from typing import Any

import pytest
from django.utils import timezone
from playwright.sync_api import expect

from apps.accounts import second_factor
from apps.accounts.models import User
from tests.accounts.test_second_factor import code_at


def sign_in(page: Any) -> None:
    page.get_by_label("用户名").fill("zhou")
    page.get_by_label("密码", exact=True).fill("secret-phrase-7")
    page.keyboard.press("Enter")


@pytest.mark.long
def test_set_up_and_sign_in_by_keyboard(
    open_as: Any, committed_house: Any, settings: Any, assert_accessible: Any
) -> None:
    settings.SECOND_FACTOR_REQUIRED = ["care_manager"]
    committed_house.named("zhou")
    page = open_as(None, "/callbacks/", width=360)
    sign_in(page)
    page.wait_for_url("**/account/second-factor/new/")
    assert_accessible(page)
    zhou = User.objects.get(username="zhou")
    secret = second_factor.offered_secret(zhou, page.locator("[name=offer]").input_value())
    assert page.locator(".factor-key code").inner_text() == second_factor.in_groups(secret)
    page.get_by_label("验证码").fill(code_at(secret, timezone.now()))
    page.keyboard.press("Enter")
    page.locator(".recovery-codes code").nth(9).wait_for()
    codes = page.locator(".recovery-codes code").all_inner_texts()
    assert len(codes) == 10 and all(re.fullmatch(r"[A-Z2-7 ]{19}", code) for code in codes)
    page.get_by_role("link", name="工作台").click()
    page.wait_for_url(re.compile(r"\d/$"))

    elsewhere = open_as(None, "/account/second-factor/")
    sign_in(elsewhere)
    elsewhere.wait_for_url("/sign-in/code/")
    assert_accessible(elsewhere)
    elsewhere.get_by_label("验证码").fill("000000")
    elsewhere.keyboard.press("Enter")
    expect(elsewhere.get_by_role("alert")).to_be_visible()
    elsewhere.get_by_label("验证码").fill(codes[4])
    elsewhere.keyboard.press("Enter")
    elsewhere.wait_for_url("/account/second-factor/")
    expect(elsewhere.get_by_text("还剩 9 个恢复码").first).to_be_visible()
    assert_accessible(elsewhere)
