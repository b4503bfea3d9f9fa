"""What every answer carries, and what no request can talk the house into (H1, H3, H4, H5)."""

from typing import Any
from urllib.parse import urljoin, urlsplit

import pytest
from django.conf import settings as house_settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import get_resolver, reverse

from apps.accounts.models import User
from tests.house_of_three import House

POLICY = {
    "default-src": "'none'", "script-src": "'self'", "style-src": "'self'", "img-src": "'self' data:",
    "font-src": "'self'", "connect-src": "'self'", "form-action": "'self'", "media-src": "'self'",
    "manifest-src": "'self'", "base-uri": "'none'", "frame-ancestors": "'none'",
}  # fmt: skip
HEADERS = {
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "X-Frame-Options": "DENY",
}
# Where a page leads back to is chosen by whoever made the link: none of these may lead away.
AWAY = [
    "//evil.example", "///evil.example", "////evil.example", "/\\evil.example", "\\\\evil.example", "\\/evil.example",
    "https://evil.example", "http://evil.example", "HTTPS://evil.example", "https:evil.example", "https:/evil.example",
    "https:///evil.example", "http:\\\\evil.example", "ftp://evil.example", "javascript:alert(1)", "JaVaScRiPt:x",
    "java\tscript:alert(1)", "java\nscript:alert(1)", "data:text/html,x", "vbscript:x", "file:///etc/passwd",
    "//testserver@evil.example", "https://testserver@evil.example", "https://testserver.evil.example",
    "http://testserver:80@evil.example/", "//evil.example:443", "//evil%00.example", "/\t/evil.example",
    "/\n/evil.example", "\t//evil.example", " //evil.example", "\x00//evil.example", "\u2028//evil.example",
    "//\u3002evil.example", "https://\uff45vil.example", "//evil\u3002example", "//[::1]/", "//[evil", "http:///",
    ".//evil.example/..//", "//evil.example/%2f..", "@evil.example://",
]  # fmt: skip


def policy_of(answer: Any) -> dict[str, str]:
    parts = [
        part.strip().partition(" ") for part in answer["Content-Security-Policy"].split(";") if part.strip()
    ]
    return {name: says for name, _space, says in parts}


@pytest.fixture
def behind_tls(settings: Any) -> Client:
    """The house as it stands in production: https, HSTS, secure cookies under their own prefix."""
    settings.SECURE_HSTS_SECONDS = 365 * 24 * 3600
    settings.SECURE_HSTS_INCLUDE_SUBDOMAINS = True
    settings.SESSION_COOKIE_SECURE = settings.CSRF_COOKIE_SECURE = True
    settings.SESSION_COOKIE_NAME, settings.CSRF_COOKIE_NAME = "__Host-session", "__Host-csrf"
    return Client(raise_request_exception=False)


def answers(client: Client, lin: User, monkeypatch: Any) -> dict[int, Any]:
    """One answer of each kind."""
    away = {"HTTP_HOST": "evil.example"}
    found = {302: client.get("/", secure=True), 400: client.get("/sign-in/", secure=True, **away)}
    found[200] = client.get("/sign-in/", secure=True)
    client.force_login(lin)
    found[403] = client.get(reverse("accounts:people"), secure=True)
    found[404] = client.get("/nowhere/", secure=True)
    found[405] = client.get(reverse("accounts:theme"), secure=True)
    monkeypatch.setattr("apps.accounts.views.own.posts_of", lambda _user: 1 / 0)
    found[500] = client.get(reverse("accounts:account"), secure=True)
    return found


def test_every_kind_of_answer_carries_its_headers(
    behind_tls: Client, lin: User, monkeypatch: Any, caplog: Any
) -> None:
    for status, answer in answers(behind_tls, lin, monkeypatch).items():
        assert answer.status_code == status
        assert {name: answer.get(name) for name in HEADERS} == HEADERS, status
        assert answer["Strict-Transport-Security"] == "max-age=31536000; includeSubDomains", status
        assert policy_of(answer) == POLICY, status
        assert status not in (403, 404, 500) or "no-store" in answer["Cache-Control"], status
        assert "Traceback" not in answer.content.decode() and "ZeroDivision" not in answer.content.decode()


def test_a_static_file_carries_them_too(client: Client, db: None) -> None:
    answer = client.get("/static/css/base.css")
    assert answer.status_code == 200
    answer.close()
    assert {name: answer.get(name) for name in HEADERS if name != "X-Frame-Options"} == {
        name: says for name, says in HEADERS.items() if name != "X-Frame-Options"
    }


def test_cookies_are_for_the_server_alone(behind_tls: Client, lin: User) -> None:
    behind_tls.post("/sign-in/", {"username": "lin", "password": "secret-phrase-7"}, secure=True)
    behind_tls.get("/password/", secure=True)
    for name in ("__Host-session", "__Host-csrf"):
        cookie = behind_tls.cookies[name]
        assert (cookie["secure"], cookie["httponly"], cookie["samesite"]) == (True, True, "Lax")
        assert (cookie["path"], cookie["domain"]) == ("/", "")


def test_no_view_is_exempt_from_the_token() -> None:
    def views(resolver: Any) -> Any:
        for entry in resolver.url_patterns:
            yield from views(entry) if hasattr(entry, "url_patterns") else [entry.callback]

    exempt = [view for view in views(get_resolver()) if getattr(view, "csrf_exempt", False)]
    assert exempt == []


def test_a_form_of_another_site_is_refused(lin: User) -> None:
    client = Client(enforce_csrf_checks=True)
    client.force_login(lin)
    client.get(reverse("accounts:account"))
    token = {"csrfmiddlewaretoken": client.cookies["csrf"].value, "theme": "dark"}
    path = reverse("accounts:theme")
    assert client.post(path, token, HTTP_ORIGIN="https://evil.example").status_code == 403
    assert client.post(path, {"theme": "dark"}).status_code == 403
    assert client.post(path, token | {"csrfmiddlewaretoken": "x" * 64}).status_code == 403
    assert client.post(path, token, HTTP_ORIGIN="http://testserver").status_code == 302


@pytest.mark.parametrize("target", AWAY, ids=range(len(AWAY)))
def test_no_next_leads_away(client: Client, lin: User, target: str) -> None:
    data = {"next": target, "username": "lin", "password": "secret-phrase-7"}
    for path, more in (
        (reverse("accounts:sign_in"), {}),
        (reverse("accounts:language"), {"language": "en"}),
        (reverse("accounts:confirm"), {}),
    ):
        answer = client.post(path, data | more)
        assert answer.status_code in (302, 400), path
        if answer.status_code == 302:
            where = urlsplit(urljoin(f"http://testserver{path}", answer.url))
            assert (where.scheme, where.netloc) == ("http", "testserver"), (path, answer.url)
            assert not answer.url.startswith(("//", "/\\")), (path, answer.url)


def test_forwarded_names_are_not_believed(client: Client, lin: User) -> None:
    assert client.get("/sign-in/", HTTP_HOST="evil.example").status_code == 400
    User.objects.filter(pk=lin.pk).update(email="lin@example.com")
    from django.core import mail

    client.post(
        reverse("accounts:password_reset"), {"email": "lin@example.com"}, HTTP_X_FORWARDED_HOST="evil.example"
    )
    assert "evil.example" not in mail.outbox[0].body
    answer = client.get("/", HTTP_X_FORWARDED_PROTO="https", HTTP_X_FORWARDED_HOST="evil.example")
    assert "evil" not in answer.url and not answer.wsgi_request.is_secure()


# What a browser may call a file; control signs are taken out before, with the request.
UP = (
    "../../etc/passwd",
    "..\\..\\x.png",
    "....//....//x",
    "..%2f..%2fx",
    "%2e%2e/x",
    "..%c0%afx",
    "..;/x",
    "./../x",
)
ROOTS = (
    "/etc/x.png",
    "\\\\host\\share\\x",
    "C:\\x.png",
    "file:///etc/passwd",
    "~/x",
    "$HOME/x",
    "`id`.png",
    "|id",
)
BREAKS = (
    "\r\nSet-Cookie: x=1",
    "\nX-Sent: 1",
    "%0d%0aSet-Cookie: x=1",
    "\u2028x",
    "\x85x",
    "\x0b\x0c",
    "\x1b[31m",
    "\t",
)
QUOTES = (
    'q".png; x',
    "';filename=x",
    '"; filename="x.html',
    "x;y=z",
    'a\\"b',
    "filename*=UTF-8''x",
    "<b>.png",
    "&amp;",
)
LONG = ("名" * 300, "x" * 5000, ".", "..", " ", ".htaccess", "con.png", "x.png%00.html")
NAMES = (*UP, *ROOTS, *BREAKS, *QUOTES, *LONG)


@pytest.mark.parametrize(
    "names",
    [pytest.param(NAMES[::5], marks=pytest.mark.sample), pytest.param(NAMES, marks=pytest.mark.long)],
    ids=["sample", "forty"],
)
def test_no_file_name_reaches_the_disk_or_a_header(
    signed_in: Any, house: House, lin: User, zhou: User, tmp_path: Any, settings: Any, noon: Any,
    names: tuple[str, ...],
) -> None:  # fmt: skip
    """The file lies under a name of the house's own and is handed out by a view only, in a sandbox (A6)."""
    from apps.complaints import services
    from apps.complaints.models import Category
    from apps.customers.models import Customer

    settings.FILES_ROOT = tmp_path
    customer = Customer.objects.create(store=house.store, name="王小明", created_at=noon)
    entry = services.ComplaintEntry(
        category_id=Category.objects.first().pk, text="x", demand="y", source="hotline", customer=customer
    )
    complaint, client = services.register(entry, store=house.store, now=noon, by=lin), signed_in(zhou)
    for number, name in enumerate(names):
        upload = SimpleUploadedFile("x", b"\x89PNG\r\n\x1a\n" + number.to_bytes(40))
        upload._name = name
        row = services.attach(complaint, upload, now=noon, by=lin)
        answer = client.get(reverse("complaints:attachment", args=[complaint.pk, row.pk]))
        assert answer.status_code == 200, name
        for close in answer._resource_closers:  # the file; closing the answer would close the connection too
            close()
        said = answer["Content-Disposition"]
        assert said.startswith(("attachment", "inline")) and said.replace("\t", " ").isprintable(), name
        assert not {"Set-Cookie", "X-Sent"} & set(answer.headers), name
        assert "sandbox" in policy_of(answer) and answer["X-Content-Type-Options"] == "nosniff"
        row.delete()
    kept = [path for path in tmp_path.rglob("*") if path.is_file()]
    assert len(kept) == len(names)
    assert len(NAMES) == 40
    assert all(path.name.isalnum() and len(path.name) == 32 for path in kept)


def test_nothing_uploaded_has_an_address_of_its_own(client: Client, db: None) -> None:
    assert not house_settings.MEDIA_URL.strip("/")
    root = str(house_settings.FILES_ROOT)
    assert not root.startswith((str(house_settings.STATIC_ROOT), *map(str, house_settings.STATICFILES_DIRS)))
    for path in ("/media/x", "/files/x", "/static/../files/x", "/static/%2e%2e/files/x"):
        assert client.get(path).status_code in (302, 404), path


def test_nul_is_refused_in_plain_words(client: Any, house: Any) -> None:
    answer = client.post("/sign-in/", {"username": "a\0b", "password": "x"})
    assert answer.status_code == 400 and "errors" not in (answer.context or {})
