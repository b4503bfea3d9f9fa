"""What the frame around every page shows: navigation by right, window strip, unread notices."""

from typing import Any

from django.http import HttpRequest


def frame(request: HttpRequest) -> dict[str, Any]:
    return {}
