"""Complaints by number, for the search box."""

from django.db.models import F, Func, TextField, Value
from django.db.models.functions import Reverse

from apps.accounts.models import User
from apps.complaints.models import Complaint

MOST = 5
BARE = Func(F("number"), Value("-"), Value(""), function="translate", output_field=TextField())


def find_complaints(code: str, user: User, *, most: int = MOST) -> list[Complaint]:
    """At most `most` complaints the person may see whose number begins or ends with `code`, dashes left out.

    Sorted by the number itself: an order by id would invite a walk through the whole table.
    """
    rows = Complaint.objects.visible_to(user).select_related("category")
    begins = rows.annotate(code=BARE).filter(code__startswith=code).order_by("code")[:most]
    ends = rows.annotate(code=Reverse(BARE)).filter(code__startswith=code[::-1]).order_by("code")[:most]
    found = {complaint.pk: complaint for complaint in (*begins, *ends)}
    return sorted(found.values(), key=lambda complaint: -complaint.pk)[:most]
