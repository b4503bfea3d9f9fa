"""A person's inbox, and the chat rooms of departments."""

from collections.abc import Callable

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from apps.accounts.access import requires, store_of
from apps.core.refusal import Refused
from apps.notices import services
from apps.notices.forms import NewRoomForm, RoomForm
from apps.notices.models import ChatRoom, Notice, Preference


@requires("notices")
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.filter(user=request.user).order_by("-at", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    preference = Preference.objects.filter(user=request.user).first()
    context = {
        "page": page,
        "now": request.now,
        "mails": bool(request.user.email) and (preference is None or preference.mail),
        "may_mail": bool(request.user.email),
    }
    return render(request, "notices/inbox.html", context)


@requires("notices")
@require_POST
def open_notice(request: HttpRequest, pk: int) -> HttpResponse:
    """Mark one notice as read and go where it leads."""
    notice = get_object_or_404(Notice, pk=pk, user=request.user)
    services.mark_read(request.user, now=request.now, pk=pk)
    return redirect(
        notice.url if notice.url.startswith("/") and not notice.url.startswith("//") else "notices:inbox"
    )


@requires("notices")
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    services.mark_read(request.user, now=request.now)
    return redirect("notices:inbox")


@requires("notices")
@require_POST
def choose_mail(request: HttpRequest) -> HttpResponse:
    """One mail a day, or none."""
    services.choose_mail(request.user, wanted=request.POST.get("mail") == "1")
    return redirect("notices:inbox")


@requires("settings.people")
def rooms(request: HttpRequest) -> HttpResponse:
    """The chat rooms of the store's departments; POST adds one."""
    store = store_of(request.user)
    form = NewRoomForm(request.POST or None, store=store)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(
            form, lambda: services.open_room(**form.cleaned_data, now=request.now, by=request.user)
        ):
            messages.success(request, _("Added."))
            return redirect("notices:rooms")
        status = 400
    found = (
        ChatRoom.objects.filter(department__store=store)
        .select_related("department")
        .order_by("department", "pk")
    )
    return render(
        request, "notices/rooms.html", {"nav": "settings", "rooms": found, "form": form}, status=status
    )


@requires("settings.people")
def room(request: HttpRequest, pk: int) -> HttpResponse:
    """Change one room, or post a line to try it. The stored address is never shown again."""
    found = get_object_or_404(
        ChatRoom.objects.select_related("department"), pk=pk, department__store=store_of(request.user)
    )
    start = {"version": found.version, "system": found.system, "active": found.active}
    form = RoomForm(request.POST if "try" not in request.POST and request.POST else None, initial=start)
    if request.method == "POST" and "try" in request.POST:
        services.try_room(found, now=request.now, by=request.user)
        messages.success(request, _("A message was posted."))
        return redirect("notices:room", pk)
    status = 200
    if request.method == "POST":
        if form.is_valid() and _saved(
            form, lambda: services.change_room(found, **form.cleaned_data, by=request.user)
        ):
            messages.success(request, _("Saved."))
            return redirect("notices:rooms")
        status = 400
    return render(
        request, "notices/room.html", {"nav": "settings", "room": found, "form": form}, status=status
    )


def _saved(form: NewRoomForm | RoomForm, verb: Callable[[], object]) -> bool:
    """Runs the verb; a refusal lands on the form at its field."""
    try:
        verb()
    except Refused as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return False
    return True
