"""Who stays away and who is new among the customers (R31, R32, S22, S40)."""

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy as _

from apps.customers.models import Order
from apps.customers.services.churn import months_before
from apps.reports.figures.documents import DOCUMENTS
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame

LIVE = Q(state=Order.State.ACTIVE, customer__erased_at=None, customer__undone=False)


class LastVisits(Family):
    """The last document, until the period ended, of every customer who came within twice R32's months before."""

    related = Family.related + DOCUMENTS.related

    def within(self, frame: Frame) -> QuerySet[Order]:
        since = months_before(frame.last_day, 2 * frame.rule("churn.months"))
        visits = Order.objects.filter(LIVE, store=frame.store, document_day__range=(since, frame.last_day))
        last = visits.order_by("customer", "-document_day", "-pk").distinct("customer")
        return Order.objects.filter(pk__in=last.values("pk"))


LAST_VISITS = LastVisits()


class Churn(Figure):
    key = "customers.churn"
    label = _("Customers who stayed away")
    help = _(
        "Of the customers with a document within twice the months of R32, those without one in the last of them"
        " (six months and twelve, if not set otherwise), at the end of the period."
    )
    family = LAST_VISITS
    unit = "%"
    target = "target.churn"
    at_most = True

    def counted(self, frame: Frame) -> Q:
        return Q(document_day__lt=months_before(frame.last_day, frame.rule("churn.months")))

    def base(self, frame: Frame) -> Q:
        return Q()


class NewCustomers(Figure):
    key = "customers.new"
    label = _("Cars delivered to new customers")
    help = _("Of the delivery notes of the period, those of customers without any earlier document (R31).")
    family = DOCUMENTS
    splits = ()
    unit = "%"
    target = "target.new_customers"
    trended = True

    def counted(self, frame: Frame) -> Q:
        before = Q(document_day__lt=OuterRef("document_day")) | Q(
            document_day=OuterRef("document_day"), pk__lt=OuterRef("pk")
        )
        known = Order.objects.filter(before, customer=OuterRef("customer"), state=Order.State.ACTIVE)
        return DELIVERED & ~Q(Exists(known))

    def base(self, frame: Frame) -> Q:
        return DELIVERED


DELIVERED = Q(kind=Order.Kind.DELIVERY)
FIGURES = (NewCustomers(), Churn())
