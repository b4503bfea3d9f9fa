"""A house that stands for a whole file, with one complaint in every state since ten minutes ago."""

from copy import deepcopy
from dataclasses import dataclass
from datetime import datetime, timedelta

import pytest

from apps.complaints import services
from apps.complaints.models import Complaint
from apps.core import middleware
from tests.complaints.stages import People, people_of
from tests.house_of_three import NOON, House, build_house

__all__ = ["every_state", "full", "house", "made", "now", "team"]


@dataclass
class EveryState:
    house: House
    team: People
    full: list[Complaint]
    now: datetime


@pytest.fixture(scope="module")
def made(standing: None) -> EveryState:
    now = NOON
    house = build_house()
    house.named("han")
    team = people_of(house, now=now)
    full = [
        team.registered(now), team.issued(now), team.signed(now), team.handling(now), team.returned(now),
        team.verifying(now), team.closed(now), team.registered(now),
    ]  # fmt: skip
    services.invalidate(full[-1], reason="测试", now=now, by=team.zhou)
    return EveryState(house, team, full, now)


@pytest.fixture
def every_state(db: None, made: EveryState, monkeypatch: pytest.MonkeyPatch) -> EveryState:
    """The web's clock stands ten minutes later: today is the same day at any hour the tests run."""
    monkeypatch.setattr(middleware.timezone, "now", lambda: made.now + timedelta(minutes=10))
    return deepcopy(made)


@pytest.fixture
def house(every_state: EveryState) -> House:
    return every_state.house


@pytest.fixture
def team(every_state: EveryState) -> People:
    return every_state.team


@pytest.fixture
def full(every_state: EveryState) -> list[Complaint]:
    return every_state.full


@pytest.fixture
def now(every_state: EveryState) -> datetime:
    return every_state.now
