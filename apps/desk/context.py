"""The frame's context for every page of a signed-in person."""

from typing import Any

from django.http import HttpRequest

from apps.accounts.access import posts_of
from apps.desk.frame.alerts import alerts_for
from apps.desk.frame.navigation import navigation_for
from apps.desk.frame.strip import window_strip
from apps.notices.services import count_unread


def frame(request: HttpRequest) -> dict[str, Any]:
    """The page's own address; navigation, strip, notices and alerts unless it is a part of a page or a stranger's."""
    address = {"address": request.get_full_path()}
    user = getattr(request, "user", None)
    if user is None or not user.is_authenticated or getattr(request, "htmx", False):
        return address
    posts = posts_of(user)
    if not posts:
        return address | {"navigation": []}
    store = posts[0].store
    return address | {
        "navigation": navigation_for(user),
        "search_url": "desk:search",
        "search_live": True,
        "window_strip": window_strip(store, now=request.now),
        "unread_notices": count_unread(user),
        "store_name": store.name,
        "demo_banner": store.is_demo,
        "alerts": alerts_for(user, now=request.now),
    }
