"""The telephone beside the screen: incoming calls, recordings, messages, QR."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from apps.callbacks.models import Attempt, InboundCall, Recording, SentMessage
from apps.core import middleware
from apps.core.kept_files import audio_type
from apps.customers.services import opt_out
from apps.desk.call.number_code import number_code

HTMX = {"HTTP_HX_REQUEST": "true"}
MP3 = b"ID3\x04\x00" + bytes(range(200))


@pytest.fixture(autouse=True)
def outside_the_windows(monkeypatch, noon, settings, tmp_path):
    """13:00: no calling window."""
    settings.FILES_ROOT = tmp_path
    monkeypatch.setattr(middleware.timezone, "now", lambda: noon + timedelta(hours=3))


@pytest.fixture
def call(make_call, lin):
    return make_call()


@pytest.fixture
def page(signed_in, lin):
    return signed_in(lin)


def url(call, name="call"):
    return reverse(f"desk:{name}", args=[call.pk])


def test_a_customer_who_calls_is_found_noted_and_served_outside_the_windows(page, call, lin, noon):
    number = call.customer.phones.get().number
    found = page.get(reverse("desk:inbound"), {"digits": number[-4:]}).content.decode()
    assert call.customer.name in found
    assert number not in found
    assert page.get(reverse("desk:inbound"), {"digits": "12"}).status_code == 400
    answer = page.post(reverse("desk:inbound"), {"customer": call.customer_id, "callback": call.pk})
    assert answer.url == url(call)
    assert InboundCall.objects.get().callback == call
    assert 'name="off_window_reason"' not in page.get(url(call)).content.decode()
    data = {"outcome": "refused", "request_key": str(uuid4()), "phone": call.customer.phones.get().pk}
    assert page.post(url(call), data).status_code == 302
    made = Attempt.objects.get()
    assert (made.inbound, made.in_window, made.off_window_code) == (True, True, "")


def test_nobody_makes_a_call_an_incoming_one_by_saying_so(page, call, make_call):
    data = {"outcome": "busy", "request_key": str(uuid4()), "inbound": "1", "called_at_by": "x"}
    assert page.post(url(call), data).status_code == 400
    foreign = make_call()
    sent = {"customer": call.customer_id, "callback": foreign.pk}
    assert page.post(reverse("desk:inbound"), sent).status_code == 403


def test_the_number_comes_with_a_code_for_the_phone_on_the_desk(page, call):
    phone = call.customer.phones.get()
    text = page.post(url(call, "call_reveal"), {"dial": phone.pk}, **HTMX).content.decode()
    assert f'data-copy-text="{phone.number}"' in text
    assert number_code(phone.number).path in text
    assert " style=" not in text
    assert number_code("13800000000").path != number_code("13800000001").path


# what a file begins with -> what it is
HEADS = [
    (MP3, "audio/mpeg"), (b"\xff\xfb\x90\x00", "audio/mpeg"), (b"RIFF\x00\x00\x00\x00WAVEfmt ", "audio/wav"),
    (b"\x00\x00\x00\x20ftypM4A \x00", "audio/mp4"), (b"OggS\x00", "audio/ogg"), (b"#!AMR\n", "audio/amr"),
    (b"<html>", None), (b"\x89PNG\r\n", None), (b"PK\x03\x04", None), (b"\xff\xd8\xff\xe0", None), (b"", None),
    (b"RIFF\x00\x00\x00\x00AVI ", None),
]  # fmt: skip


@pytest.mark.parametrize(("head", "kind"), HEADS)
def test_audio_is_known_by_its_content(head, kind):
    assert audio_type(head[:16]) == kind


def test_a_recording_is_kept_and_played_by_those_who_may(
    page, signed_in, call, lin, du, zhou, han, stranger, tmp_path
):
    upload = SimpleUploadedFile("../../x.exe", MP3, content_type="application/x-msdownload")
    assert page.post(url(call, "recording_add"), {"file": upload}).status_code == 302
    row = Recording.objects.get()
    assert (row.media_type, row.size) == ("audio/mpeg", len(MP3))
    assert (tmp_path / row.path).read_bytes() == MP3
    where = reverse("desk:recording", args=[row.pk])
    whole = page.get(where)
    assert (b"".join(whole.streaming_content), whole["X-Content-Type-Options"]) == (MP3, "nosniff")
    part = page.get(where, HTTP_RANGE="bytes=3-6")
    assert (part.status_code, part.content, part["Content-Range"]) == (206, MP3[3:7], f"bytes 3-6/{len(MP3)}")
    assert page.get(where, HTTP_RANGE=f"bytes={len(MP3)}-").status_code == 416
    assert len(b"".join(signed_in(zhou).get(where).streaming_content)) == len(MP3)
    for person, status in ((du, 404), (han, 403), (stranger, 404)):
        assert signed_in(person).get(where).status_code == status
    text = SimpleUploadedFile("call.mp3", b"<script>alert(1)</script>", content_type="audio/mpeg")
    assert signed_in(lin).post(url(call, "recording_add"), {"file": text}).status_code == 400
    assert Recording.objects.count() == 1


def test_a_message_is_proposed_in_the_customers_language_and_marked_as_sent(page, call, lin):
    lin.language = "en"
    lin.save()
    shown = page.get(url(call, "call_message") + "?kind=letter")
    assert "您好" in shown.context["text"]
    paper = page.post(url(call, "call_message"), {"kind": "letter", "text": "尊敬的客户", "print": "1"})
    assert "尊敬的客户" in paper.content.decode()
    assert not SentMessage.objects.exists()
    assert page.post(url(call, "call_message"), {"kind": "sms", "text": " 请回电 "}).status_code == 302
    sent = SentMessage.objects.get()
    assert (sent.kind, sent.by, sent.words.text) == ("sms", lin, "请回电")


def test_nobody_is_sent_to_write_where_the_customer_wants_no_call(page, call, lin, noon):
    write = url(call, "call_message")
    assert write in page.get(url(call, "call_contacts")).content.decode()
    opt_out(call.customer, reason="不想被打扰", now=noon, by=lin)
    assert write not in page.get(url(call, "call_contacts")).content.decode()
    assert page.get(write).status_code == 409
