"""Sessions end idle and after a day's work, are shown to their owner, and ask again for the password (H3)."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
import time_machine
from django.test import Client
from django.urls import reverse

from apps.accounts.models import SignInSession, User
from apps.customers.models import ExportLog
from tests.browser.pages import named_views

START = datetime(2026, 11, 3, 1, 0, tzinfo=UTC)
PASSWORD = "secret-phrase-7"
CHROME = "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 Chrome/156.0 Safari/537.36"


@pytest.fixture
def clock(settings: Any) -> Any:
    settings.SESSION_IDLE_MINUTES, settings.SESSION_HOURS, settings.CONFIRM_MINUTES = 30, 12, 15
    with time_machine.travel(START, tick=False) as moment:
        yield moment


def enter(user: User) -> Client:
    client = Client(HTTP_USER_AGENT=CHROME)
    answer = client.post(reverse("accounts:sign_in"), {"username": user.username, "password": PASSWORD})
    assert answer.status_code == 302
    return client


def is_in(client: Client, **headers: str) -> bool:
    return client.get(reverse("accounts:sessions"), **headers).status_code == 200


def test_half_an_hour_without_the_person_ends_it(clock: Any, lin: User) -> None:
    client = enter(lin)
    for minutes in (25, 50):
        clock.move_to(START + timedelta(minutes=minutes))
        assert is_in(client)
    clock.move_to(START + timedelta(minutes=81))
    assert not is_in(client)
    assert not SignInSession.objects.filter(user=lin).exists()


def test_what_a_page_asks_by_itself_keeps_nobody_signed_in(clock: Any, lin: User) -> None:
    client = enter(lin)
    clock.move_to(START + timedelta(minutes=25))
    assert is_in(client, HTTP_X_UNATTENDED="1")
    clock.move_to(START + timedelta(minutes=31))
    assert not is_in(client)


def test_twelve_hours_end_it_anyway(clock: Any, lin: User) -> None:
    client = enter(lin)
    for minutes in range(20, 12 * 60, 20):
        clock.move_to(START + timedelta(minutes=minutes))
        client.get(reverse("accounts:password_done"))
    clock.move_to(START + timedelta(hours=12, seconds=1))
    assert not is_in(client)


def test_a_part_of_a_page_sends_the_whole_page_to_sign_in(client: Client, lin: User) -> None:
    answer = client.get(
        "/", HTTP_HX_REQUEST="true", HTTP_HX_CURRENT_URL="http://testserver/callbacks/?state=open"
    )
    assert answer.status_code == 204
    assert answer["HX-Redirect"] == "/sign-in/?next=/callbacks/%3Fstate%3Dopen"


def test_own_sessions_are_listed_and_ended(clock: Any, lin: User, du: User) -> None:
    here, there, other = enter(lin), enter(lin), enter(du)
    page = here.get(reverse("accounts:sessions")).content.decode()
    assert page.count("Chrome · Windows") == 2
    assert not any(row.session_key in page for row in SignInSession.objects.all())
    number = SignInSession.objects.get(user=du).number
    here.post(reverse("accounts:sessions_end"), {"session": number})
    assert is_in(other)
    here.post(reverse("accounts:sessions_end"))
    assert (is_in(here), is_in(there)) == (True, False)


def test_a_new_password_ends_the_others_and_signing_out_every_copy(clock: Any, lin: User) -> None:
    here, there = enter(lin), enter(lin)
    words = {"old_password": PASSWORD, "new_password1": "neu-und-lang-9", "new_password2": "neu-und-lang-9"}
    here.post(reverse("accounts:password"), words)
    assert (is_in(here), is_in(there)) == (True, False)
    stolen = here.cookies["session"].value
    assert here.post(reverse("accounts:sign_out"))["Clear-Site-Data"] == '"cache", "storage"'
    here.cookies["session"] = stolen
    assert not is_in(here)


def test_a_key_from_before_signing_in_is_worth_nothing(clock: Any, lin: User) -> None:
    """Fixation: the key changes with signing in, the old one is dead."""
    client = Client()
    client.get(reverse("accounts:sign_in"))
    client.session.save()
    client.cookies["session"] = planted = client.session.session_key
    client.post(reverse("accounts:sign_in"), {"username": "lin", "password": PASSWORD})
    assert client.cookies["session"].value != planted
    assert not SignInSession.objects.filter(session_key=planted).exists()


def test_an_export_asks_for_the_password_again(clock: Any, zhou: User) -> None:
    client = enter(zhou)
    export, origin = reverse("callbacks:export"), "http://testserver/callbacks/?kind=repair"
    assert client.get(export).status_code == 200
    clock.move_to(START + timedelta(minutes=16))
    asked = client.get(export, HTTP_REFERER=origin)
    assert asked.url == "/account/confirm/?next=%2Fcallbacks%2F%3Fkind%3Drepair"
    assert client.post(asked.url, {"password": "wrong"}).status_code == 400
    assert client.get(export).status_code == 302
    given = client.post(asked.url, {"password": PASSWORD, "next": "/callbacks/?kind=repair"})
    assert given.url == "/callbacks/?kind=repair"
    assert client.get(export).status_code == 200
    assert ExportLog.objects.count() == 2
    assert client.post(asked.url, {"password": PASSWORD, "next": "//evil.example"}).url == "/"
    assert client.get(export, HTTP_REFERER="https://evil.example/x").status_code == 200


# What leaves the house and what decides about people; the pages before them may be read.
ASKING = {
    "customers:export_decide", "customers:import_file", "customers:import_refused", "desk:payroll_file",
    "desk:person_copy", "desk:person_erase", "desk:segment_export", "penalties:month_move", "accounts:person",
    "accounts:person_new", "accounts:person_active", "accounts:person_link", "accounts:post_end",
}  # fmt: skip


def test_every_door_out_asks() -> None:
    """Every export, whatever app it is in, and every change of a role; found by name, so none is forgotten."""
    views = {name: pattern.callback for name, pattern in named_views()}
    exports = {name for name in views if name.endswith("export")}
    assert len(exports) >= 5 and set(views) >= ASKING
    assert {name for name in exports | ASKING if not asks_password(views[name])} == set()
    assert not asks_password(views["customers:list"])


def asks_password(view: Any) -> bool:
    while view is not None:
        if getattr(view, "asks_password", False):
            return True
        view = getattr(view, "__wrapped__", None)
    return False


def test_the_closing_of_a_month_asks(clock: Any, zhou: User) -> None:
    client = enter(zhou)
    clock.move_to(START + timedelta(minutes=16))
    asked = client.post(reverse("penalties:month_move", args=[1]), {"verb": "close"})
    assert asked.url.startswith("/account/confirm/")


def test_roles_ask_too_and_reading_does_not(clock: Any, root: User, lin: User) -> None:
    client = enter(root)
    clock.move_to(START + timedelta(minutes=16))
    page = reverse("accounts:person", args=[lin.pk])
    assert client.get(page).status_code == 200
    before = lin.posts.count()
    assert client.post(page, {"role": "agent"}).url.startswith("/account/confirm/")
    part = client.post(page, {"role": "agent"}, HTTP_HX_REQUEST="true")
    assert (part.status_code, part["HX-Redirect"]) == (204, "/account/confirm/?next=%2F")
    assert lin.posts.count() == before
