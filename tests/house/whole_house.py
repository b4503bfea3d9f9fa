"""A furnished house with one object for every URL, standing for a whole file; nobody changes it but by requests."""

from collections.abc import Iterator

import pytest
import time_machine

from apps.duties.models import Duty
from apps.jobs.models import Job
from apps.notices.models import Notice
from apps.reports import figures
from tests.browser.furnished import Furnished, furnish, moment
from tests.browser.words import CHINESE


@pytest.fixture(scope="module")
def made(standing: None) -> Iterator[Furnished]:
    """It is Tuesday 2026-11-03, ten o'clock."""
    with time_machine.travel(moment("11-03"), tick=True):
        house = furnish(CHINESE)
        house.sample |= {
            "duty": Duty.objects.filter(kind="complaint.close", state="missed").first(),
            "notice": Notice.objects.first(),
            "job": Job.objects.first(),
            "phone": house.sample["customer"].phones.first(),
            "reports:drill.key": figures.FIGURES[0].key,
            "reports:live_drill.key": figures.FIGURES[0].key,
        }
        yield house
