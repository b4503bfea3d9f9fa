"""Notices about complaints: number only, once per reason."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.urls import reverse

from apps.accounts.models import User
from apps.complaints.models import Complaint
from apps.notices import services as notices


def tell(
    complaint: Complaint,
    people: Iterable[User | int | None],
    *,
    kind: str,
    title: str,
    now: datetime,
    mark: str = "",
    **params: Any,
) -> None:
    """One notice per person, kind and cycle (`mark` tells several of one kind apart)."""
    notices.tell(
        [person for person in people if person is not None],
        kind=f"complaint.{kind}",
        key=notice_key(complaint, kind, mark),
        title=title,
        url=complaint_url(complaint),
        at=now,
        store=complaint.store,
        params={"number": complaint.number, **params},
    )


def notice_key(complaint: Complaint, kind: str, mark: str = "") -> str:
    return f"complaint:{kind}:{complaint.pk}:{complaint.cycle}{':' if mark else ''}{mark}"


def complaint_url(complaint: Complaint) -> str:
    return reverse("complaints:detail", args=[complaint.pk])
