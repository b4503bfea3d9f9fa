"""A question put into words once answers as the queryset it was made from would."""

from datetime import datetime, timedelta
from threading import Thread

import pytest
from django.db import connection
from django.db.models import Count, Q, Value

from apps.accounts.models import Post, User
from apps.callbacks.models import Outcome
from apps.core.prepared import prepared


def posts_made_like_this(holder: int, store: int, width: str):
    mine = Q(user=holder) if width == "own" else Q(user=holder) | Q(user__isnull=False)
    rows = Post.objects.filter(mine, store=store).select_related("user", "store", "department")
    return rows.annotate(kind=Value("post")).prefetch_related("user__posts").order_by("pk")


def told(posts):
    return [
        (one.pk, one.user.name, one.store.name, one.department, one.kind, len(one.user.posts.all()))
        for one in posts
    ]


def test_models_with_what_hangs_on_them(house, lin, du, gao, django_assert_num_queries):
    ask = prepared(posts_made_like_this)
    for holder in (lin, du, gao, lin):
        for width in ("own", "store"):
            given = {"holder": holder.pk, "store": house.store.pk, "width": width}
            assert told(ask(**given)) == told(posts_made_like_this(**given)) != []
    with django_assert_num_queries(2):
        told(ask(holder=gao.pk, store=house.store.pk, width="own"))


@prepared
def _joined_by(until: datetime, beside: int):
    rows = User.objects.exclude(pk=beside).filter(date_joined__lte=until)
    return rows.values_list("language").annotate(Count("pk"))[:3]


def test_moments_and_plain_values(lin, du, noon):
    User.objects.update(date_joined=noon)
    assert _joined_by(until=noon - timedelta(minutes=1), beside=0) == []
    assert _joined_by(until=noon, beside=0) == [("zh-hans", 2)]
    assert _joined_by(until=noon, beside=du.pk) == [("zh-hans", 1)]


def test_an_argument_that_says_nothing_is_refused(db):
    @prepared
    def careless(pk: int, name: int):
        return User.objects.filter(pk=pk)

    with pytest.raises(TypeError, match="name"):
        careless(pk=1, name=2)


def test_threads_ask_over_their_own_connections(committed):
    ask = prepared(outcome_by_key)
    first = Outcome.objects.order_by("pk").values_list("pk", flat=True)[0]
    backends, found = [], [len(ask(pk=first))]

    def run():
        found.append(len(ask(pk=first)))
        backends.append(connection.connection.info.backend_pid)
        connection.close()

    threads = [Thread(target=run) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(30)
    assert found == [1, 1, 1]
    assert connection.connection.info.backend_pid not in backends


def outcome_by_key(pk: int):
    return Outcome.objects.filter(pk=pk)
