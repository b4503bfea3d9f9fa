"""What people and administrators may not set."""

from datetime import date

import pytest
from django.urls import reverse

from apps.accounts import services
from apps.accounts.models import Post, Role
from apps.core.refusal import Refused
from tests.house_of_three import SINCE


def test_an_unknown_language_is_refused(signed_in, lin):
    page = signed_in(lin).post(
        reverse("accounts:account"), {"name": "林晓彤", "language": "xx", "theme": "dark", "email": ""}
    )
    assert page.status_code == 400
    lin.refresh_from_db()
    assert (lin.language, lin.theme) == ("zh-hans", "system")


def test_the_last_administrator_stays(house, root, zhou):
    post = root.posts.get()
    with pytest.raises(Refused):
        services.end_post(post, last_day=date(2026, 12, 31), by=root)
    Post.objects.create(user=zhou, role=Role.SYSTEM_ADMIN, store=house.store, from_day=SINCE)
    services.end_post(post, last_day=date(2026, 12, 31), by=root)
    assert post.until_day == date(2026, 12, 31)
