"""Wrong data found by phone within a week of the deal is a complaint to sales (S24, R07)."""

from datetime import datetime
from uuid import uuid5

from django.utils.translation import gettext as _

from apps.accounts.models import User
from apps.callbacks.models import Attempt, Callback
from apps.callbacks.services import CallingWindows
from apps.callbacks.services.data_check import LABELS
from apps.complaints.models import Category, Complaint
from apps.complaints.services import ComplaintEntry, register
from apps.core import worktime
from apps.customers.models import DataCheck

CATEGORY = "data_error"


def is_within_rule(callback: Callback, windows: CallingWindows, *, at: datetime) -> bool:
    """Whether data found wrong now is sales' to answer for: a delivery not older than R07 says."""
    order = callback.order
    if callback.kind != Callback.Kind.DELIVERY or order is None:
        return False
    days = windows.book.value("infocheck.due_days", on=order.document_day)
    return at < worktime.infocheck_due(windows.calendar, order.document_day, days=days).at


def report_data_error(attempt: Attempt, callback: Callback, *, now: datetime, by: User) -> Complaint | None:
    """The complaint of a check that found something wrong; one for each delivery."""
    mark = DataCheck.objects.filter(order=callback.order_id, step=DataCheck.Step.PHONE).first()
    if mark is None or not mark.wrong:
        return None
    category = Category.objects.filter(code=CATEGORY, retired_on__isnull=True).first()
    known = Complaint.objects.filter(order=callback.order_id, category__code=CATEGORY).exists()
    if category is None or known:
        return None
    if not is_within_rule(callback, CallingWindows.of(callback.store), at=attempt.started_at):
        return None
    fields = _(", ").join(str(LABELS[field]) for field in mark.wrong if field in LABELS)
    text = _("Data of the delivery found wrong by phone: %(fields)s. %(words)s") % {
        "fields": fields,
        "words": mark.words,
    }
    entry = ComplaintEntry(
        source=Complaint.Source.CALLBACK,
        category_id=category.pk,
        customer=callback.customer,
        text=text.strip(),
        vehicle=callback.vehicle,
        order=callback.order,
        learned_at=attempt.ended_at,
        request_key=uuid5(attempt.request_key, CATEGORY),
    )
    return register(entry, store=callback.store, now=now, by=by)
