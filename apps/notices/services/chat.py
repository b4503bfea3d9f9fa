"""What a department is told in its chat room: one message per reason, in business hours, tried until it is taken."""

from collections import defaultdict
from datetime import date, datetime, timedelta

import requests
from django.conf import settings
from django.utils import translation

from apps.accounts.models import Post, Store
from apps.jobs import services as jobs
from apps.notices.models import ChatMessage, ChatRoom, Notice, sentence_of
from apps.notices.rules.chat_formats import is_accepted, message_for
from apps.notices.services.hours import open_day

TOLD = "complaint."
LOOK_BACK = timedelta(days=1)
TIMEOUT = 10


def gather_messages(*, now: datetime, store: Store | None = None) -> int:
    """Sweep: each reason people of a department were told about a complaint becomes one message to its rooms.

    Returns how many messages were new. What a room was opened after is not told there.
    """
    made = 0
    with_rooms = Store.objects.filter(departments__chat_rooms__active=True).distinct()
    for one in with_rooms if store is None else with_rooms.filter(pk=store.pk):
        day = open_day(one, now=now)
        if day is not None:
            made += _gather(one, day=day, now=now)
    return made


def _gather(store: Store, *, day: date, now: datetime) -> int:
    rooms = defaultdict(list)
    for room in ChatRoom.objects.filter(active=True, department__store=store):
        rooms[room.department_id].append(room)
    posts = Post.objects.in_force(day).filter(department__in=rooms).values_list("user_id", "department_id")
    departments = defaultdict(set)
    for user_id, department_id in posts:
        departments[user_id].add(department_id)
    told = Notice.objects.filter(
        store=store, kind__startswith=TOLD, at__gt=now - LOOK_BACK, user__in=departments
    )
    wanted = {
        (room.pk, notice.key): ChatMessage(
            room=room, key=notice.key, title=notice.title, params=notice.params, url=notice.url, at=notice.at,
            asked_at=now,
        )
        for notice in told
        for department_id in departments[notice.user_id]
        for room in rooms[department_id]
        if room.since <= notice.at
    }  # fmt: skip
    known = set(
        ChatMessage.objects.filter(room__in={pk for pk, _key in wanted}).values_list("room_id", "key")
    )
    fresh = [message for key, message in wanted.items() if key not in known]
    ChatMessage.objects.bulk_create(fresh, ignore_conflicts=True)
    for message in ChatMessage.objects.filter(asked_at=now, room__department__store=store):
        jobs.ask(
            "notices.post_message",
            key=f"chat:{message.pk}",
            now=now,
            store=store,
            payload={"message": message.pk},
        )
    return len(fresh)


def post_message(message: ChatMessage, *, now: datetime) -> None:
    """Post it once; raises OSError or ChatRefused when it was not taken, and the job tries again later."""
    if message.sent_at is not None or not message.room.active:
        return
    with translation.override(settings.LANGUAGE_CODE):
        text = f"{sentence_of(message.title, message.params)}\n{settings.SITE_URL}{message.url}"
    post_text(message.room, text, now=now)
    ChatMessage.objects.filter(pk=message.pk).update(sent_at=now)


class ChatRefused(Exception):
    """The chat system answered, but did not take the message."""


def post_text(room: ChatRoom, text: str, *, now: datetime) -> None:
    """Raises OSError when nobody answers in time, ChatRefused when the answer is no. Never follows to another host."""
    url, body = message_for(room.system, url=room.url, secret=room.secret, text=text, now=now)
    answer = requests.post(url, json=body, timeout=TIMEOUT, allow_redirects=False)
    try:
        taken = answer.ok and is_accepted(room.system, answer.json())
    except (ValueError, AttributeError):
        taken = False
    if not taken:
        raise ChatRefused(f"{room.system} {answer.status_code}: {answer.text[:200]}")
