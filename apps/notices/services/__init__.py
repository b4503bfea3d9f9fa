"""Telling people: the inbox at once, one mail a day, the chat room of a department."""

from apps.notices.services.chat import gather_messages, post_message
from apps.notices.services.hours import open_day
from apps.notices.services.inbox import count_unread, forget_read, mark_read, tell, tell_all
from apps.notices.services.mail import ask_for_digests, choose_mail, send_digest
from apps.notices.services.rooms import change_room, open_room, try_room

__all__ = [
    "ask_for_digests",
    "change_room",
    "choose_mail",
    "count_unread",
    "forget_read",
    "gather_messages",
    "mark_read",
    "open_day",
    "open_room",
    "post_message",
    "send_digest",
    "tell",
    "tell_all",
    "try_room",
]
