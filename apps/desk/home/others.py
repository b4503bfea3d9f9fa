"""Everybody else: what waits for this person by right, and their reports."""

from typing import Any

from apps.accounts.models import User
from apps.desk.home.by_right import waiting_by_right
from apps.desk.home.department import report_tasks
from apps.desk.home.moment import Moment


def others_home(user: User, moment: Moment) -> dict[str, Any]:
    return {"title": moment.words, "tiles": waiting_by_right(user, moment), "tasks": report_tasks(user)}
