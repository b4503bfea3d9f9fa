"""The second factor: set up, asked for at sign-in, once each, waited for, recovered, removed, reset, required (H6)."""

import re
from datetime import UTC, datetime, timedelta
from io import StringIO
from typing import Any

import pytest
import time_machine
from django.apps import apps
from django.core.checks import run_checks
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse
from django_otp.oath import TOTP

from apps.accounts import second_factor
from apps.accounts.models import RecoveryCode, SecondFactor, User
from apps.audit.models import Act
from apps.core import encrypted
from apps.core.refusal import Refused

START = datetime(2026, 11, 3, 1, 0, 10, tzinfo=UTC)
PASSWORD = "secret-phrase-7"
ASK, NEW, OWN = (reverse(f"accounts:second_factor{name}") for name in ("_ask", "_new", ""))


def code_at(secret: bytes, moment: datetime) -> str:
    totp = TOTP(secret)
    totp.time = moment.timestamp()
    return f"{totp.token():06d}"


@pytest.fixture
def clock() -> Any:
    with time_machine.travel(START, tick=False) as moment:
        yield moment


@pytest.fixture
def enrolled(zhou: User, clock: Any) -> tuple[bytes, list[str]]:
    """The manager's secret and recovery codes; set up an hour before START."""
    return set_up(zhou, at=START - timedelta(hours=1))


def set_up(user: User, *, at: datetime) -> tuple[bytes, list[str]]:
    offer = second_factor.offer(user)
    secret = second_factor.offered_secret(user, offer)
    return secret, second_factor.enrol(user, offer=offer, code=code_at(secret, at), now=at)


def give_password(client: Client, user: User, **more: str) -> Any:
    data = {"username": user.username, "password": PASSWORD, **more}
    return client.post(reverse("accounts:sign_in"), data)


def is_in(client: Client) -> bool:
    return client.get(reverse("accounts:account")).status_code == 200


# --- codes


@pytest.mark.parametrize(("seconds", "good"), [(-60, False), (-30, True), (0, True), (30, True), (60, False)])
def test_a_code_is_good_for_its_half_minute_and_the_neighbours(seconds: int, good: bool) -> None:
    secret = b"12345678901234567890"
    code = code_at(secret, START + timedelta(seconds=seconds))
    assert (second_factor.step_of(secret, code, now=START) is not None) is good


def test_the_codes_are_those_of_the_standard() -> None:
    """RFC 6238, appendix B, SHA-1: 94287082 at second 59 and 07081804 at 1111111109, six digits of them."""
    secret = b"12345678901234567890"
    for second, code in ((59, "287082"), (1111111109, "081804")):
        now = datetime.fromtimestamp(second, UTC)
        assert second_factor.step_of(secret, code, now=now) == second // 30
    assert second_factor.step_of(secret, "²87082", now=START) is None


def test_a_code_is_taken_once_and_so_is_every_older_one(zhou: User, enrolled: Any) -> None:
    secret, _codes = enrolled
    code, older = code_at(secret, START), code_at(secret, START - timedelta(seconds=30))
    assert second_factor.accept(zhou, code=code, now=START) == "app"
    assert second_factor.accept(zhou, code=code, now=START) is None
    assert second_factor.accept(zhou, code=older, now=START) is None
    later = START + timedelta(seconds=30)
    assert second_factor.accept(zhou, code=code_at(secret, later), now=later) == "app"


def test_without_the_guard_the_same_code_opens_twice(zhou: User, enrolled: Any) -> None:
    """Negative control: the step of the last code forgotten."""
    code = code_at(enrolled[0], START)
    assert second_factor.accept(zhou, code=code, now=START) == "app"
    SecondFactor.objects.update(last_step=0)
    assert second_factor.accept(zhou, code=code, now=START) == "app"


def test_a_recovery_code_opens_once_however_it_is_typed(zhou: User, lin: User, enrolled: Any) -> None:
    _secret, codes = enrolled
    assert len(set(codes)) == 10
    typed = codes[0].lower().replace(" ", "-")
    assert second_factor.accept(lin, code=typed, now=START) is None, "somebody else's"
    assert second_factor.accept(zhou, code=typed, now=START) == "recovery"
    assert second_factor.accept(zhou, code=typed, now=START) is None
    assert second_factor.codes_left(zhou) == 9


# --- setting up


def test_setting_up_shows_key_and_codes_once_and_ends_other_sessions(
    zhou: User, clock: Any, django_db_blocker: Any
) -> None:
    elsewhere, client = Client(), Client()
    give_password(elsewhere, zhou)
    give_password(client, zhou)
    page = client.get(NEW).content.decode()
    offer = re.search(r'name="offer" value="([^"]+)"', page)[1]
    secret = second_factor.offered_secret(zhou, offer)
    assert second_factor.in_groups(secret) in page and "<path" in page and "style=" not in page
    wrong = client.post(NEW, {"offer": offer, "code": "000000"})
    assert wrong.status_code == 400 and offer in wrong.content.decode(), "the scanned key stays"
    done = client.post(NEW, {"offer": offer, "code": code_at(secret, START)})
    codes = re.findall(r"<code>([A-Z2-7 ]{19})</code>", done.content.decode())
    assert len(codes) == 10 and "no-store" in done["Cache-Control"]
    assert is_in(client) and not is_in(elsewhere)
    assert client.get(NEW).url == OWN, "shown once"
    assert client.post(NEW, {"offer": offer, "code": code_at(secret, START)}).url == OWN
    assert Act.objects.filter(page="accounts:second_factor_new", by=zhou).exists()


def test_an_offer_is_for_one_person_and_a_quarter_of_an_hour(zhou: User, lin: User, clock: Any) -> None:
    offer = second_factor.offer(zhou)
    secret = second_factor.offered_secret(zhou, offer)
    assert second_factor.offered_secret(lin, offer) is None
    clock.move_to(START + timedelta(minutes=16))
    with pytest.raises(Refused):
        second_factor.enrol(zhou, offer=offer, code=code_at(secret, START), now=START)
    assert not SecondFactor.objects.exists()


def test_secrets_are_kept_encrypted_and_codes_as_digests(zhou: User, enrolled: Any, settings: Any) -> None:
    secret, codes = enrolled
    row = SecondFactor.objects.get()
    assert second_factor.in_groups(secret).replace(" ", "") not in row.secret
    assert encrypted.decrypt(row.secret, purpose=second_factor.KEPT) == secret
    assert encrypted.decrypt(row.secret, purpose="another") is None
    assert codes[0].replace(" ", "") not in str(list(RecoveryCode.objects.values()))
    columns = {field.name for field in apps.get_model("accounts", "SecondFactorEvent")._meta.get_fields()}
    assert "last_step" in columns and "secret" not in columns
    old, settings.SECRET_KEY = settings.SECRET_KEY, "another key of the house"
    assert second_factor.accept(zhou, code=code_at(secret, START), now=START) is None
    settings.SECRET_KEY_FALLBACKS = [old]
    assert second_factor.accept(zhou, code=code_at(secret, START), now=START) == "app"


# --- signing in


def test_the_password_alone_opens_nothing(zhou: User, enrolled: Any, clock: Any) -> None:
    client = Client()
    answer = give_password(client, zhou, next="/callbacks/")
    assert answer.url == ASK and not is_in(client)
    before = client.session.session_key
    assert client.post(ASK, {"code": "000000"}).status_code == 400
    assert not is_in(client)
    done = client.post(ASK, {"code": code_at(enrolled[0], START)})
    assert done.url == "/callbacks/" and is_in(client)
    assert client.session.session_key != before
    assert client.get(reverse("accounts:sessions")).status_code == 200
    again = Client()
    give_password(again, zhou)
    assert again.post(ASK, {"code": code_at(enrolled[0], START)}).status_code == 400, "used"


def test_a_wrong_password_and_an_unknown_name_look_alike(zhou: User, enrolled: Any, clock: Any) -> None:
    pages = [
        Client().post(reverse("accounts:sign_in"), {"username": name, "password": "x"})
        for name in ("zhou", "no")
    ]
    assert [page.status_code for page in pages] == [200, 200]
    assert pages[0].context["form"].errors == pages[1].context["form"].errors
    assert Client().get(ASK).url == reverse("accounts:sign_in")


def test_the_second_page_waits_five_minutes_and_dies_with_the_password(
    zhou: User, enrolled: Any, clock: Any
) -> None:
    client = Client()
    give_password(client, zhou)
    zhou.set_password("another-phrase-8")
    zhou.save()
    assert client.get(ASK).url == reverse("accounts:sign_in")
    zhou.set_password(PASSWORD)
    zhou.save()
    give_password(client, zhou)
    clock.move_to(START + timedelta(minutes=5, seconds=1))
    late = client.post(ASK, {"code": code_at(enrolled[0], START + timedelta(minutes=5))})
    assert late.url == reverse("accounts:sign_in") and not is_in(client)


def test_wrong_codes_wait_like_wrong_passwords(zhou: User, enrolled: Any, clock: Any) -> None:
    client = Client()
    give_password(client, zhou)
    statuses = [client.post(ASK, {"code": f"{n:06d}"}).status_code for n in range(7)]
    assert statuses == [400] * 5 + [429] * 2
    assert client.post(ASK, {"code": code_at(enrolled[0], START)}).status_code == 429
    clock.move_to(START + timedelta(seconds=61))
    now = START + timedelta(seconds=61)
    assert client.post(ASK, {"code": code_at(enrolled[0], now)}).status_code == 302


def test_a_recovery_code_signs_in_and_says_what_is_left(zhou: User, enrolled: Any, clock: Any) -> None:
    client = Client()
    give_password(client, zhou)
    page = client.post(ASK, {"code": enrolled[1][3]}, follow=True).content.decode()
    assert "还剩 9 个恢复码" in page
    assert apps.get_model("accounts", "RecoveryCodeEvent").objects.filter(pgh_label="update").count() == 1


# --- keeping, removing, resetting


def test_new_codes_and_removing_need_a_code(zhou: User, enrolled: Any, clock: Any) -> None:
    client = Client()
    give_password(client, zhou)
    client.post(ASK, {"code": enrolled[1][0]})
    assert client.post(reverse("accounts:second_factor_codes"), {"code": "123456"}).status_code == 400
    shown = client.post(reverse("accounts:second_factor_codes"), {"code": enrolled[1][1]})
    assert len(re.findall(r"<code>", shown.content.decode())) == 10
    assert second_factor.accept(zhou, code=enrolled[1][2], now=START) is None, "the old ones are void"
    assert client.post(reverse("accounts:second_factor_remove"), {"code": "123456"}).status_code == 400
    gone = client.post(reverse("accounts:second_factor_remove"), {"code": code_at(enrolled[0], START)})
    assert gone.url == OWN and not second_factor.has_one(zhou) and not RecoveryCode.objects.exists()
    assert give_password(Client(), zhou).url == "/"


def test_an_administrator_resets_and_every_session_ends(
    zhou: User, root: User, lin: User, enrolled: Any, clock: Any, settings: Any
) -> None:
    client, admin = Client(), Client()
    give_password(client, zhou)
    client.post(ASK, {"code": enrolled[1][0]})
    give_password(admin, root)
    url = reverse("accounts:second_factor_reset", args=[zhou.pk])
    settings.CONFIRM_MINUTES = 15
    clock.move_to(START + timedelta(minutes=16))
    assert admin.post(url).url.startswith(reverse("accounts:confirm")), "the password again"
    clock.move_to(START)
    assert admin.post(url).status_code == 302
    assert not second_factor.has_one(zhou) and not is_in(client)
    assert Act.objects.filter(page="accounts:second_factor_reset", by=root, object=str(zhou.pk)).exists()
    with pytest.raises(Refused):
        second_factor.reset(zhou, by=root)
    for by in (lin, zhou):
        with pytest.raises(Refused):
            second_factor.reset(root, by=by)
    set_up(root, at=START)
    with pytest.raises(Refused):
        second_factor.reset(root, by=root)


def test_the_machine_itself_resets_the_last_administrator(root: User, clock: Any) -> None:
    set_up(root, at=START)
    call_command("reset_second_factor", "root", stdout=StringIO())
    assert not second_factor.has_one(root)
    with pytest.raises(CommandError):
        call_command("reset_second_factor", "root")


# --- required


def test_who_may_not_go_without_sees_nothing_else(zhou: User, lin: User, clock: Any, settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = ["care_manager"]
    client, free = Client(), Client()
    assert give_password(client, zhou).url == "/"
    for path in ("/", "/callbacks/", "/account/", OWN, "/search/?q=138"):
        assert client.get(path).url == NEW
    part = client.get("/callbacks/", HTTP_HX_REQUEST="true")
    assert (part.status_code, part["HX-Redirect"]) == (204, NEW)
    assert client.get(NEW).status_code == 200
    secret, _codes = set_up(zhou, at=START)
    assert client.get("/").url == reverse("accounts:sign_in"), "set up elsewhere: prove it here"
    give_password(client, zhou)
    now = START + timedelta(seconds=30)
    clock.move_to(now)
    client.post(ASK, {"code": code_at(secret, now)})
    assert client.get("/").status_code == 200
    give_password(free, lin)
    assert free.get("/").status_code == 200


def test_a_role_misspelt_is_told(settings: Any) -> None:
    settings.SECOND_FACTOR_REQUIRED = ["hr", "care_manger"]
    assert [fault.id for fault in run_checks(tags=["carecenter"])] == ["accounts.E001"]
    settings.SECOND_FACTOR_REQUIRED = ["hr"]
    assert run_checks(tags=["carecenter"]) == []
