"""Level and escalation (R14): only upward, with a ground; major is told to the general manager."""

import pytest

from apps.complaints import services
from apps.core.refusal import Refused
from apps.notices.models import Notice


def test_raised_with_its_history(team, noon):
    complaint = team.handling(noon)
    services.raise_level(complaint, level="serious", ground="demand", now=noon, by=team.zhou)
    change = complaint.level_changes.get()
    assert (change.old_level, change.new_level, change.ground, change.by) == (
        "normal",
        "serious",
        "demand",
        team.zhou,
    )
    assert (complaint.level, complaint.state) == ("serious", "handling")
    assert not Notice.objects.filter(kind="complaint.major").exists()


def test_major_is_told_to_general_manager_and_director(team, noon):
    services.raise_level(team.handling(noon), level="major", ground="injury", now=noon, by=team.zhou)
    told = Notice.objects.filter(kind="complaint.major").values_list("user__username", flat=True)
    assert set(told) == {"gao", "fang"}


@pytest.mark.parametrize(
    "given",
    [
        {"level": "minor"},
        {"level": "normal"},
        {"level": "x"},
        {"level": "serious", "ground": "mood"},
        {"level": "serious", "escalation": "moon"},
    ],
)
def test_nothing_else(team, noon, given):
    complaint = team.handling(noon)
    with pytest.raises(Refused) as refusal:
        services.raise_level(complaint, **({"ground": "manager"} | given), now=noon, by=team.zhou)
    assert refusal.value.code == "invalid"


def test_escalation_may_go_further_alone(team, noon):
    complaint = team.handling(noon)
    services.raise_level(
        complaint, level="normal", escalation="media", ground="media", now=noon, by=team.fang
    )
    assert complaint.escalation == "media"


@pytest.mark.parametrize("who", ["lin", "song", "zhang"])
def test_manager_and_director_only(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.raise_level(
            team.handling(noon), level="major", ground="manager", now=noon, by=getattr(team, who)
        )
    assert refusal.value.code == "forbidden"
