"""Signing in and out, lock-out, language, one-time links, the first set-up."""

import pytest
from axes.models import AccessFailureLog
from django.contrib.auth.hashers import make_password
from django.urls import reverse
from django.utils.module_loading import import_string

from apps.accounts import services
from apps.accounts.models import Department, Post, Store, User
from apps.core.refusal import Refused
from carecenter.settings import PASSWORD_HASHERS

HASHERS = "django.contrib.auth.hashers"
SET_UP = {
    "store_name": "众诚汽车·郑东店",
    "tz": "Asia/Shanghai",
    "departments": "客户关爱部, care\n销售部, sales\n售后部，aftersales",
    "name": "任杰",
    "username": "renjie",
    "password": "clear-water-77",
}


def test_an_empty_house_leads_every_page_to_the_set_up(client, db):
    assert client.get("/sign-in/").url == reverse("accounts:set_up")


def test_set_up_makes_store_departments_and_a_signed_in_administrator(client, db):
    response = client.post(reverse("accounts:set_up"), SET_UP)
    assert response.status_code == 302, response.context["form"].errors
    assert Store.objects.get().name == "众诚汽车·郑东店"
    assert list(Department.objects.values_list("kind", flat=True)) == ["care", "sales", "aftersales"]
    assert client.session["_auth_user_id"] == str(User.objects.get(username="renjie").pk)
    assert Post.objects.get().role == "system_admin"


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("departments", "销售部, sales"),
        ("departments", "客户关爱部, care\n销售部, moon"),
        ("departments", "客户关爱部, care\n客户关爱部, sales"),
        ("password", "12345"),
        ("password", "renjie2026"),
        ("tz", "Mars/Olympus"),
        ("store_name", ""),
    ],
)
def test_bad_set_up_is_told_at_its_field_and_writes_nothing(client, db, field, value):
    response = client.post(reverse("accounts:set_up"), SET_UP | {field: value})
    assert field in response.context["form"].errors
    assert not Store.objects.exists()


def test_set_up_is_closed_once_a_store_exists(client, house):
    assert client.get(reverse("accounts:set_up")).status_code == 302
    with pytest.raises(Refused):
        services.set_up_house(store={}, departments=[], admin={}, now=None)


def test_sign_in_and_out(client, lin):
    response = client.post(reverse("accounts:sign_in"), {"username": "lin", "password": "secret-phrase-7"})
    assert (response.status_code, response.url) == (302, "/")
    client.post(reverse("accounts:sign_out"))
    assert client.get(reverse("accounts:account")).url.startswith(reverse("accounts:sign_in"))


def test_a_stolen_cookie_is_dead_after_sign_out(client, lin):
    client.force_login(lin)
    stolen = client.cookies["session"].value
    client.post(reverse("accounts:sign_out"))
    client.cookies["session"] = stolen
    assert client.get(reverse("accounts:account")).status_code == 302


def test_five_wrong_passwords_lock_this_name_at_this_address_only(client, lin, du):
    for _turn in range(6):
        locked = client.post(reverse("accounts:sign_in"), {"username": "lin", "password": "wrong"})
    assert locked.status_code == 429
    right = {"username": "lin", "password": "secret-phrase-7"}
    assert client.post(reverse("accounts:sign_in"), right).status_code == 429
    assert client.post(reverse("accounts:sign_in"), right, REMOTE_ADDR="10.0.0.9").status_code == 302
    colleague = {"username": "du", "password": "secret-phrase-7"}
    assert client.post(reverse("accounts:sign_in"), colleague).status_code == 302


def test_a_forged_forwarded_address_does_not_reset_the_lock(client, lin):
    for turn in range(6):
        answer = client.post(
            reverse("accounts:sign_in"),
            {"username": "lin", "password": "x"},
            HTTP_X_FORWARDED_FOR=f"1.2.3.{turn}",
        )
    assert answer.status_code == 429


@pytest.mark.parametrize(
    ("proxies", "forwarded", "noted"),
    [
        (0, "198.51.100.7", "172.19.0.1"),
        (1, "198.51.100.7", "198.51.100.7"),
        (1, "8.8.8.8, 198.51.100.7", "198.51.100.7"),
        (1, "8.8.8.8,192.168.1.5", "192.168.1.5"),
        (2, "8.8.8.8, 198.51.100.7, 10.0.0.2", "198.51.100.7"),
        (2, "198.51.100.7", "172.19.0.1"),
        (1, "nobody", "172.19.0.1"),
        (1, "fe80::1%eth0", "172.19.0.1"),
    ],
)
def test_the_address_is_the_one_our_own_proxies_have_seen(client, lin, settings, proxies, forwarded, noted):
    settings.TRUSTED_PROXIES = proxies
    client.post(
        reverse("accounts:sign_in"),
        {"username": "lin", "password": "x"},
        REMOTE_ADDR="172.19.0.1",
        HTTP_X_FORWARDED_FOR=forwarded,
    )
    assert AccessFailureLog.objects.get().ip_address == noted


@pytest.mark.parametrize(
    "target", ["//evil.example", "https://evil.example/", "/\\evil.example", "javascript:alert(1)"]
)
def test_next_never_leaves_the_site(client, lin, target):
    answer = client.post(reverse("accounts:language"), {"language": "en", "next": target})
    assert answer.url == "/"


def test_language_is_kept_with_the_person(signed_in, lin):
    client = signed_in(lin)
    assert "我的账户" in client.get(reverse("accounts:account")).content.decode()
    client.post(reverse("accounts:language"), {"language": "en", "next": "/account/"})
    assert "My account" in client.get(reverse("accounts:account")).content.decode()


def test_unknown_language_and_theme_change_nothing(signed_in, lin):
    client = signed_in(lin)
    client.post(reverse("accounts:language"), {"language": "tlh"})
    client.post(reverse("accounts:theme"), {"theme": "neon"})
    lin.refresh_from_db()
    assert (lin.language, lin.theme) == ("zh-hans", "system")


def test_a_one_time_link_sets_a_password_once(client, lin, root):
    link = services.one_time_link(lin, by=root)
    page = client.get(link)
    answer = client.post(page.url, {"new_password1": "neu-und-lang-9", "new_password2": "neu-und-lang-9"})
    assert answer.status_code == 302
    lin.refresh_from_db()
    assert lin.check_password("neu-und-lang-9")
    assert not client.get(link, follow=True).context["validlink"]


def test_a_disabled_person_is_out_on_the_next_request(signed_in, lin, root):
    client = signed_in(lin)
    assert client.get(reverse("accounts:account")).status_code == 200
    services.set_active(lin, active=False, by=root)
    assert client.get(reverse("accounts:account")).status_code == 302


def test_the_administration_has_no_door_of_its_own(client, root):
    assert client.get("/admin/login/?next=/admin/").url == "/sign-in/?next=/admin/"
    given = {"username": root.username, "password": "secret-phrase-7"}
    assert client.post("/admin/login/", given).status_code == 302
    assert "_auth_user_id" not in client.session


@pytest.mark.parametrize("before", ["Argon2PasswordHasher", "PBKDF2PasswordHasher"])
def test_an_older_hash_lets_in_and_is_made_anew(client, lin, settings, before):
    """Dearer and older ones become the house's own: Argon2id with 46 MiB, one pass, one lane."""
    lin.password = make_password("secret-phrase-7", hasher=import_string(f"{HASHERS}.{before}")())
    lin.save()
    settings.PASSWORD_HASHERS = PASSWORD_HASHERS
    for _time in range(2):
        data = {"username": "lin", "password": "secret-phrase-7"}
        assert client.post(reverse("accounts:sign_in"), data).status_code == 302
        client.logout()
        lin.refresh_from_db()
        assert lin.password.startswith("argon2$argon2id$v=19$m=47104,t=1,p=1$")
