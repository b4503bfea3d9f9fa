"""A move and its history row are one statement: both or neither."""

import pytest

from apps.callbacks.models import Callback, CallbackMove
from apps.core.refusal import Refused
from apps.core.transitions import move_told

State = Callback.State


@pytest.fixture
def call(make_call, lin):
    return make_call()


def story(call, noon, *, new):
    return CallbackMove(callback=call, old=call.state, new=new, at=noon, code="x")


def test_a_move_tells_its_story_in_one_statement(call, lin, noon, django_assert_num_queries):
    told = story(call, noon, new=State.REFUSED)
    with django_assert_num_queries(1):
        move_told(Callback, call.pk, old=Callback.OPEN, new=State.REFUSED, story=told, claimed_by=lin)
    stands = Callback.objects.get()
    assert (stands.state, stands.version, stands.claimed_by) == (State.REFUSED, call.version + 1, lin)
    assert CallbackMove.objects.get(pk=told.pk).code == "x"


@pytest.mark.parametrize("guard", [{"old": State.APPOINTED}, {"old": State.PENDING, "version": 99}])
def test_what_stands_elsewhere_is_refused_and_tells_nothing(call, noon, guard):
    with pytest.raises(Refused) as refusal:
        move_told(Callback, call.pk, new=State.REFUSED, story=story(call, noon, new=State.REFUSED), **guard)
    assert refusal.value.code == "stale"
    assert Callback.objects.get().state == call.state
    assert not CallbackMove.objects.filter(code="x").exists()
