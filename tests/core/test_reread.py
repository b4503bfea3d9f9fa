"""`reread` is `refresh_from_db`, asked in words put together once."""

import pytest

from apps.accounts.models import User
from apps.core.prepared import reread


def test_columns_and_what_hangs_on_the_row_are_new(house, lin, du):
    post = lin.posts.select_related("user").get()
    assert post.user == lin
    type(post).objects.filter(pk=post.pk).update(user=du)
    reread(post)
    assert (post.user_id, post.user) == (du.pk, du)


def test_a_row_that_is_gone_says_so(db):
    with pytest.raises(User.DoesNotExist):
        reread(User(pk=1))
