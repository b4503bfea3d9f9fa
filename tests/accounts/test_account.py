"""What people and administrators may not set."""

from datetime import date

import pytest
from django.urls import reverse

from apps.accounts import services
from apps.accounts.models import Post, Role
from apps.core.refusal import Refused
from tests.house_of_three import SINCE, build_house


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


@pytest.mark.parametrize("who", ["superuser", "moved away"])
def test_no_link_to_an_account_out_of_reach(house, root, lin, who, signed_in):
    if who == "superuser":
        lin.is_superuser = True
        lin.save()
    else:
        lin.posts.update(until_day=date(2024, 6, 30))
        Post.objects.create(
            user=lin, role=Role.CUSTOMER_DIRECTOR, store=build_house("other", "外店").store, from_day=SINCE
        )
    for verb in ("person_link", "person_active"):
        assert signed_in(root).post(reverse(f"accounts:{verb}", args=[lin.pk])).status_code == 403
    lin.refresh_from_db()
    assert lin.is_active
