"""The people around one complaint of after-sales."""

from datetime import datetime

import pytest

from apps.accounts.models import User
from tests.complaints.stages import People, people_of
from tests.house_of_three import House


@pytest.fixture
def team(house: House, han: User, gao: User, noon: datetime) -> People:
    return people_of(house, now=noon)
