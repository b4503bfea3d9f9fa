"""One call, one caller (S03): the claim of ten minutes."""

from datetime import timedelta

import pytest

from apps.callbacks import services
from apps.core.refusal import Refused

MINUTE = timedelta(minutes=1)


def test_a_claim_lasts_ten_minutes_and_names_its_holder(make_call, lin, zhou, noon):
    call = make_call()
    services.claim(call, now=noon, by=lin)
    assert services.holder(call, now=noon + 9 * MINUTE) == lin
    with pytest.raises(Refused) as refusal:
        services.claim(call, now=noon + 9 * MINUTE, by=zhou)
    assert refusal.value.status == 409
    assert "林晓彤" in str(refusal.value)
    services.claim(call, now=noon + 10 * MINUTE, by=zhou)
    assert services.holder(call, now=noon + 10 * MINUTE) == zhou


def test_releasing_gives_it_back_but_not_a_colleagues(make_call, lin, zhou, noon):
    call = make_call()
    services.claim(call, now=noon, by=lin)
    services.release(call, now=noon, by=zhou)
    assert call.claimed_by == lin
    services.release(call, now=noon, by=lin)
    assert call.claimed_by is None


def test_somebody_elses_call_cannot_be_claimed(make_call, lin, du, noon):
    call = make_call()
    other = du if call.duty.owner == lin else lin
    with pytest.raises(Refused) as refusal:
        services.claim(call, now=noon, by=other)
    assert refusal.value.status == 403
