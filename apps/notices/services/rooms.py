"""Chat rooms of departments: opened, changed and tried by an administrator."""

from datetime import datetime
from urllib.parse import urlsplit

from django.conf import settings
from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from apps.accounts.access import refuse_unless
from apps.accounts.models import Department, User
from apps.core import transitions
from apps.core.refusal import Refused
from apps.notices.models import ChatRoom
from apps.notices.rules.chat_formats import HOSTS
from apps.notices.services.chat import ChatRefused, post_text


def open_room(
    department: Department, *, system: str, url: str, secret: str, now: datetime, by: User
) -> ChatRoom:
    """A new room; only what happens from now on is told there. Raises Refused for an address of another host."""
    refuse_unless(by, "settings.people")
    _check_address(system, url)
    try:
        with transaction.atomic():
            return ChatRoom.objects.create(
                department=department, system=system, url=url.strip(), secret=secret.strip(), since=now
            )
    except IntegrityError:
        raise Refused(_("This address is there already."), field="url", code="duplicate") from None


def change_room(
    room: ChatRoom, *, system: str, url: str, secret: str, active: bool, version: int, by: User
) -> ChatRoom:
    """Change or switch off; an empty `url` or `secret` keeps the old one. Raises Refused when stale."""
    refuse_unless(by, "settings.people")
    url, secret = url.strip() or room.url, secret.strip() or room.secret
    _check_address(system, url)
    transitions.save_version(room, version=version, system=system, url=url, secret=secret, active=active)
    return room


def try_room(room: ChatRoom, *, now: datetime, by: User) -> None:
    """Post one line, so that the administrator sees it arrive. Raises Refused with what the other side said."""
    refuse_unless(by, "settings.people")
    try:
        post_text(room, _("CareCenter: this room hears of complaints from now on."), now=now)
    except (OSError, ValueError, ChatRefused) as error:
        raise Refused(_("The message was not taken: %(error)s") % {"error": error}, code="state") from None


def _check_address(system: str, url: str) -> None:
    parts = urlsplit(url.strip())
    allowed = {HOSTS.get(system), *settings.CHAT_HOSTS}
    if (parts.scheme == "https" and parts.hostname in allowed) or parts.netloc in settings.CHAT_HOSTS:
        return
    raise Refused(
        _("The address begins with https:// and belongs to the chosen chat system."),
        field="url",
        code="invalid",
    )
