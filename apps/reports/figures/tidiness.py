"""How people work with the system: sign-ins, data left missing after a call, files that stand twice (S105, S63)."""

from axes.models import AccessLog
from django.db.models import F, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext_lazy as _

from apps.accounts.models import Post, User
from apps.customers.models import Duplicate
from apps.reports.figures.calls import ATTEMPTS
from apps.reports.figures.figure import Family, Figure
from apps.reports.figures.frame import Frame


class SignIns(Family):
    """Sign-ins of people who have had a post in the store, by their moment; kept as long as rule K5 says."""

    dims = {"agent": F("person")}
    splits = (("agent",),)
    clock = "attempt_time"

    def within(self, frame: Frame) -> QuerySet[AccessLog]:
        people = User.objects.filter(pk__in=Post.objects.filter(store=frame.store).values("user"))
        who = User.objects.filter(username=OuterRef("username"))
        return AccessLog.objects.filter(
            username__in=people.values("username"),
            attempt_time__gte=frame.since,
            attempt_time__lt=frame.until,
        ).annotate(person=Subquery(who.values("pk")), person_name=Subquery(who.values("name")))


class Duplicates(Family):
    """Pairs of files that may be one customer, by the night in which they were found."""

    related = ("first", "second")
    clock = "found_at"

    def within(self, frame: Frame) -> QuerySet[Duplicate]:
        return Duplicate.objects.filter(
            store=frame.store, found_at__gte=frame.since, found_at__lt=frame.until
        )


SIGN_INS, DUPLICATES = SignIns(), Duplicates()


class SignedIn(Figure):
    key = "data.sign_ins"
    label = _("Sign-ins")
    help = _("By the moment of signing in, of everybody with a post in the store.")
    family = SIGN_INS


class LeftMissing(Figure):
    key = "data.left_missing"
    label = _("Reached, and data still missing")
    help = _(
        "Of the attempts that reached somebody, those where by now the address, the birthday, the plate or the"
        " chassis number is still missing (S63)."
    )
    family = ATTEMPTS
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        customer = Q(callback__customer__address="") | Q(callback__customer__birthday=None)
        car = Q(callback__vehicle__plate="") | Q(callback__vehicle__vin="")
        return Q(reached=True) & (customer | car)

    def base(self, frame: Frame) -> Q:
        return Q(reached=True)


class DuplicatesFound(Figure):
    key = "data.duplicates"
    label = _("Customers who may stand twice")
    help = _(
        "Pairs of files found in the period: same phone, same car, or nearly so. Files come from lists, so nobody"
        " answers for them."
    )
    family = DUPLICATES


class DuplicatesSettled(Figure):
    key = "data.duplicates_settled"
    label = _("of these settled")
    help = _("Merged or judged to be two customers by now.")
    family = DUPLICATES
    unit = "%"

    def counted(self, frame: Frame) -> Q:
        return ~Q(**WAITING)

    def base(self, frame: Frame) -> Q:
        return Q()


WAITING = {
    "dismissed_at": None,
    "first__undone": False,
    "second__undone": False,
    "first__erased_at": None,
    "second__erased_at": None,
}
FIGURES = (SignedIn(), LeftMissing(), DuplicatesFound(), DuplicatesSettled())
