"""Who may not make a call: whoever served the customer (S02), and whom its owner barred when opening it (S10)."""

from collections.abc import Iterable
from datetime import date

from django.db.models import Q
from django.utils.translation import gettext as _

from apps.accounts.models import Department, Post, User
from apps.callbacks.models import Barred, Callback
from apps.core.refusal import Refused


def bar(callback: Callback, *, users: Iterable[User | int | None], department: Department | None) -> None:
    """Note who may not make this call, people and a whole department; members are those of the day somebody tries."""
    people = sorted({user.pk if isinstance(user, User) else user for user in users if user is not None})
    rows = [Barred(callback=callback, user_id=pk) for pk in people]
    if department is not None:
        rows.append(Barred(callback=callback, department=department))
    Barred.objects.bulk_create(rows)


def barred_from(callbacks: Iterable[Callback], *, user: User, on: date) -> set[int]:
    """Ids of those calls the person is barred from, by name or by a post of that day; one query."""
    posts = user.posts.in_force(on).filter(department__isnull=False)
    reach = Q(user=user) | Q(department__in=posts.values("department"))
    rows = Barred.objects.filter(reach, callback__in=[callback.pk for callback in callbacks])
    return set(rows.values_list("callback_id", flat=True))


def barred_people(callback: Callback, *, on: date) -> set[int]:
    """Ids of everybody barred from the call on that day, those of a barred department among them; two queries."""
    rows = Barred.objects.filter(callback=callback)
    members = Post.objects.in_force(on).filter(department__in=rows.values("department"))
    named = rows.filter(user__isnull=False).values_list("user_id", flat=True)
    return {*named, *members.values_list("user_id", flat=True)}


def refuse_caller(callback: Callback, *, caller: User, on: date) -> None:
    """Raises Refused(code="forbidden") for whoever served the customer or handled what the call verifies."""
    if callback.order is not None and callback.order.served_by_id == caller.pk:
        message = _("Whoever served the customer does not make this call.")
        raise Refused(message, code="forbidden")
    if callback.kind == Callback.Kind.COMPLAINT_VERIFY and barred_from([callback], user=caller, on=on):
        raise Refused(_("Whoever handled a complaint does not verify it."), code="forbidden")
