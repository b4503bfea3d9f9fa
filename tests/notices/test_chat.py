"""Chat rooms of departments, against a receiver of our own: format, signature, once per reason, tried again."""

import base64
import hashlib
import hmac
import json
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread
from urllib.parse import parse_qs, urlsplit

import pytest

from apps.accounts.models import Post
from apps.core.refusal import Refused
from apps.jobs.models import Job
from apps.notices import services
from apps.notices.models import ChatMessage, ChatRoom
from apps.notices.rules.chat_formats import HOSTS, message_for
from apps.notices.tasks import post_message

ROBOT = "https://oapi.dingtalk.com/robot/send?access_token=abc"
TITLE = "Complaint %(number)s was registered and waits to be issued."


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        length = int(self.headers["Content-Length"])
        self.server.taken.append((self.path, json.loads(self.rfile.read(length))))
        answer = json.dumps(self.server.answers.pop(0) if self.server.answers else {"errcode": 0}).encode()
        self.send_response(200)
        self.send_header("Content-Length", str(len(answer)))
        self.end_headers()
        self.wfile.write(answer)

    def log_message(self, *args: object) -> None:
        """Silent."""


@pytest.fixture
def receiver(settings) -> Iterator[HTTPServer]:
    server = HTTPServer(("127.0.0.1", 0), Receiver)
    server.taken, server.answers = [], []
    settings.CHAT_HOSTS = [f"127.0.0.1:{server.server_port}"]
    Thread(target=server.serve_forever, args=(0.01,), daemon=True).start()
    yield server
    server.shutdown()
    server.server_close()


@pytest.fixture
def room(receiver, house, root, at):
    return services.open_room(
        house.aftersales, system="wecom", url=f"http://127.0.0.1:{receiver.server_port}/send?key=k", secret="",
        now=at("2026-11-03 09:30"), by=root,
    )  # fmt: skip


def tell(people, house, *, at, key="k1", kind="complaint.issued"):
    services.tell(
        people, kind=kind, key=key, title=TITLE, url="/complaints/1/", at=at, store=house.store,
        params={"number": "BY-1"},
    )  # fmt: skip


def run_jobs():
    for job in Job.objects.filter(kind="notices.post_message", state="asked"):
        post_message(job.pk)


def test_a_department_hears_once_of_its_complaint(room, receiver, house, song, zhang, lin, noon):
    tell([song, zhang, lin], house, at=noon)
    assert services.gather_messages(now=noon) == 1
    assert services.gather_messages(now=noon) == 0
    run_jobs()
    (path, body) = receiver.taken[0]
    assert len(receiver.taken) == 1 and path == "/send?key=k"
    assert body["msgtype"] == "text"
    assert "BY-1" in body["text"]["content"] and "/complaints/1/" in body["text"]["content"]
    assert ChatMessage.objects.get().sent_at is not None


@pytest.mark.parametrize("case", ["night", "other department", "other matter", "before", "switched off"])
def test_what_a_room_does_not_hear(room, receiver, house, song, han, root, at, case):
    people = [han] if case == "other department" else [song]
    told = at("2026-11-03 09:00" if case == "before" else "2026-11-03 10:00")
    tell(people, house, at=told, kind="report.due" if case == "other matter" else "complaint.issued")
    if case == "switched off":
        services.change_room(room, system="wecom", url="", secret="", active=False, version=1, by=root)
    assert (
        services.gather_messages(now=at("2026-11-03 22:00" if case == "night" else "2026-11-03 10:30")) == 0
    )


def test_a_refusal_is_tried_again_and_nothing_is_lost(room, receiver, house, song, noon):
    receiver.answers = [{"errcode": 45009, "errmsg": "freq out of limit"}]
    tell([song], house, at=noon)
    services.gather_messages(now=noon)
    run_jobs()
    job = Job.objects.get(kind="notices.post_message")
    assert (job.state, job.attempts) == ("asked", 1) and "freq out of limit" in job.error
    assert ChatMessage.objects.get().sent_at is None
    Job.objects.update(not_before=noon)
    run_jobs()
    assert Job.objects.get(pk=job.pk).state == "done"
    assert ChatMessage.objects.get().sent_at is not None


def test_a_message_taken_is_not_posted_again(room, receiver, house, song, noon):
    tell([song], house, at=noon)
    services.gather_messages(now=noon)
    run_jobs()
    services.post_message(ChatMessage.objects.select_related("room").get(), now=noon)
    assert len(receiver.taken) == 1


def test_dingtalk_signs_the_address(noon):
    url, body = message_for("dingtalk", url=ROBOT, secret="SEC1", text="好", now=noon)
    query = parse_qs(urlsplit(url).query)
    stamp = query["timestamp"][0]
    expected = base64.b64encode(
        hmac.new(b"SEC1", f"{stamp}\nSEC1".encode(), hashlib.sha256).digest()
    ).decode()
    assert stamp == str(int(noon.timestamp() * 1000))
    assert (query["sign"], query["access_token"]) == ([expected], ["abc"])
    assert body == {"msgtype": "text", "text": {"content": "好"}}


def test_feishu_signs_the_body(noon):
    _url, body = message_for("feishu", url="https://open.feishu.cn/x", secret="SEC2", text="好", now=noon)
    stamp = str(int(noon.timestamp()))
    expected = base64.b64encode(hmac.new(f"{stamp}\nSEC2".encode(), b"", hashlib.sha256).digest()).decode()
    assert (body["timestamp"], body["sign"]) == (stamp, expected)
    assert (body["msg_type"], body["content"]) == ("text", {"text": "好"})


@pytest.mark.parametrize(
    "url",
    [
        "http://oapi.dingtalk.com/x",
        "https://example.com/x",
        "https://oapi.dingtalk.com.evil.cn/x",
        "https://127.0.0.1/x",
    ],
)
def test_an_address_elsewhere_is_refused(house, root, noon, url):
    with pytest.raises(Refused) as refusal:
        services.open_room(house.sales, system="dingtalk", url=url, secret="", now=noon, by=root)
    assert refusal.value.field == "url"


def test_every_system_has_its_host():
    assert set(HOSTS) == set(ChatRoom.System.values)


def test_the_administrator_opens_tries_and_never_reads_the_address(receiver, room, house, root, signed_in):
    client = signed_in(root)
    page = client.get(f"/notices/rooms/{room.pk}/").content.decode()
    assert room.url not in page and "key=k" not in client.get("/notices/rooms/").content.decode()
    assert client.post(f"/notices/rooms/{room.pk}/", {"try": "1"}).status_code == 302
    assert len(receiver.taken) == 1
    receiver.answers = [{"errcode": 1}]
    assert client.post(f"/notices/rooms/{room.pk}/", {"try": "1"}).status_code == 409
    form = {"department": house.sales.pk, "system": "feishu", "url": "https://example.com/x"}
    assert client.post("/notices/rooms/", form).status_code == 400


def test_others_keep_out(room, zhou, signed_in):
    assert Post.objects.filter(user=zhou).exists()
    assert signed_in(zhou).get("/notices/rooms/").status_code == 403
