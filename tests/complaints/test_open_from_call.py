"""A complaint opened in the same save as its call (S08)."""

from datetime import timedelta

import pytest

from apps.complaints import services
from apps.complaints.models import Complaint
from apps.core.refusal import Refused
from tests.complaints.stages import call_of, dial


@pytest.fixture
def attempt(team, noon):
    return dial(call_of(team.returned(noon)), by=team.lin, now=noon)


def test_learned_at_the_end_of_the_call(team, attempt, noon):
    complaint = services.open_from_call(
        attempt, team.entry(source="callback"), now=noon + timedelta(minutes=2), by=team.lin
    )
    assert (complaint.learned_at, complaint.callback, complaint.attempt) == (noon, attempt.callback, attempt)
    assert complaint.report_duty.state == "kept"


def test_saving_the_call_twice_is_one_complaint(team, attempt, noon):
    first = services.open_from_call(attempt, team.entry(source="callback"), now=noon, by=team.lin)
    again = services.open_from_call(attempt, team.entry(source="callback"), now=noon, by=team.lin)
    assert first == again
    assert Complaint.objects.filter(attempt=attempt).count() == 1


def test_forbidden_for_department_staff(team, attempt, noon):
    with pytest.raises(Refused):
        services.open_from_call(attempt, team.entry(source="callback"), now=noon, by=team.zhang)
