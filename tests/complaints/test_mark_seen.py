"""The director looks at each result (S10)."""

from datetime import timedelta

import pytest

from apps.complaints import services
from apps.core.refusal import Refused


def test_seen_once(team, noon):
    complaint = team.closed(noon)
    services.mark_seen(complaint, now=noon, by=team.fang)
    services.mark_seen(complaint, now=noon + timedelta(days=1), by=team.fang)
    assert complaint.seen_by_director_at == noon
    assert complaint.moves.filter(what="seen").count() == 1


def test_not_before_it_is_closed(team, noon):
    with pytest.raises(Refused):
        services.mark_seen(team.verifying(noon), now=noon, by=team.fang)


@pytest.mark.parametrize("who", ["lin", "zhou", "song", "zhang"])
def test_only_the_director(team, noon, who):
    with pytest.raises(Refused) as refusal:
        services.mark_seen(team.closed(noon), now=noon, by=getattr(team, who))
    assert refusal.value.code == "forbidden"
