"""One mail a day with what is unread: in business hours, to those who want it, numbers only."""

import pytest

from apps.jobs.models import Job
from apps.notices import services
from apps.notices.models import Notice
from apps.notices.tasks import mail_digest

TITLE = "Complaint %(number)s was registered and waits to be issued."


@pytest.fixture
def told(house, zhou, noon):
    zhou.email = "zhou@example.com"
    zhou.save()
    services.tell(
        [zhou], kind="complaint.registered", key="k1", title=TITLE, url="/complaints/1/", at=noon,
        store=house.store, params={"number": "BY-1"},
    )  # fmt: skip
    return zhou


@pytest.mark.parametrize(
    ("moment", "asked"),
    [
        ("2026-11-03 08:59", 0),
        ("2026-11-03 09:00", 1),
        ("2026-11-03 18:30", 1),
        ("2026-11-03 18:31", 0),
        ("2026-11-03 23:00", 0),
    ],
)
def test_nothing_leaves_at_night(told, at, moment, asked):
    assert services.ask_for_digests(now=at(moment)) == asked


def test_the_mail_names_numbers_and_a_link(told, house, noon, mailoutbox):
    assert services.send_digest(told, store=house.store, now=noon) == 1
    mail = mailoutbox[0]
    assert mail.to == ["zhou@example.com"]
    assert "1" in mail.subject and "BY-1" in mail.body and "/complaints/1/" in mail.body
    assert Notice.objects.get(key="k1").mailed_at == noon


def test_what_was_mailed_is_not_mailed_again(told, house, at, mailoutbox):
    services.send_digest(told, store=house.store, now=at("2026-11-03 10:00"))
    assert services.ask_for_digests(now=at("2026-11-04 10:00")) == 0
    assert services.send_digest(told, store=house.store, now=at("2026-11-04 10:00")) == 0
    assert len(mailoutbox) == 1


def test_one_job_a_day(told, at):
    for hour in ("10:00", "11:00", "12:00"):
        services.ask_for_digests(now=at(f"2026-11-03 {hour}"))
    assert Job.objects.filter(kind="notices.mail_digest").count() == 1
    services.ask_for_digests(now=at("2026-11-04 10:00"))
    assert Job.objects.filter(kind="notices.mail_digest").count() == 2


@pytest.mark.parametrize("reason", ["no address", "not wanted", "read", "left"])
def test_who_gets_no_mail(told, at, noon, reason):
    if reason == "no address":
        told.email = ""
    if reason == "left":
        told.is_active = False
    told.save()
    if reason == "not wanted":
        services.choose_mail(told, wanted=False)
    if reason == "read":
        services.mark_read(told, now=noon)
    assert services.ask_for_digests(now=at("2026-11-03 10:00")) == 0


def test_the_inbox_offers_the_choice(told, signed_in):
    client = signed_in(told)
    assert client.get("/notices/").context["mails"]
    client.post("/notices/mail/", {"mail": "0"})
    assert not client.get("/notices/").context["mails"]


def test_the_job_sends_it(told, at, mailoutbox):
    services.ask_for_digests(now=at("2026-11-03 10:00"))
    mail_digest(Job.objects.get(kind="notices.mail_digest").pk)
    assert len(mailoutbox) == 1
    assert Job.objects.get(kind="notices.mail_digest").state == "done"
