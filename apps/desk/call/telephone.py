"""The telephone beside the screen: customers who call us, recordings, messages, and the number as a QR code."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse, StreamingHttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.access import requires, store_of
from apps.callbacks import services
from apps.callbacks.models import Callback, Recording, SentMessage
from apps.core.byte_ranges import ranged
from apps.core.kept_files import shut_in, stored_path
from apps.core.refusal import Refused
from apps.core.wording import clock_time
from apps.customers.models import Customer, Phone
from apps.desk.call.pages import contacts_of
from apps.desk.call.screen import callback_of, who


@requires("callbacks.call")
@require_http_methods(["GET", "POST"])
def inbound(request: HttpRequest) -> HttpResponse:
    """A customer calls: found by the last digits, logged, and the waiting call is opened."""
    if request.method == "POST":
        return _take(request)
    digits = request.GET.get("digits", "")
    context: dict[str, Any] = {"nav": "callbacks", "digits": digits, "hits": [], "fault": ""}
    if digits:
        try:
            found = services.find_callers(store_of(request.user), digits)
            context["hits"] = _with_calls(found, request)
        except Refused as refusal:
            context["fault"] = str(refusal)
    return render(request, "desk/call/inbound.html", context, status=400 if context["fault"] else 200)


def _with_calls(found: list[Customer], request: HttpRequest) -> list[dict[str, Any]]:
    rows = Callback.objects.visible_to(request.user).open().filter(customer__in=found, held__isnull=True)
    calls: dict[int, list[Callback]] = {}
    for call in rows.select_related("duty").order_by("duty__due_at"):
        calls.setdefault(call.customer_id, []).append(call)
    phones: dict[int, list[Phone]] = {}
    for phone in Phone.objects.filter(customer__in=found).exclude(number=""):
        phones.setdefault(phone.customer_id, []).append(phone)
    return [
        {"customer": one, "calls": calls.get(one.pk, []), "phones": phones.get(one.pk, [])} for one in found
    ]


def _take(request: HttpRequest) -> HttpResponse:
    customer = get_object_or_404(Customer.objects.visible_to(request.user), pk=_number(request, "customer"))
    call = None
    if request.POST.get("callback"):
        call = callback_of(_number(request, "callback"), by=request.user)
    services.log_inbound(customer, call, now=request.now, by=request.user)
    if call is None:
        messages.success(request, _("The customer's call is noted."))
        return redirect("desk:customer", customer.pk)
    services.start_dial(call, now=request.now, by=request.user)
    return redirect("desk:call", call.pk)


def _number(request: HttpRequest, name: str) -> int:
    text = request.POST.get(name, "")
    if not (text.isascii() and text.isdigit() and len(text) < 19):
        raise Http404
    return int(text)


@requires("callbacks.call")
@require_http_methods(["GET", "POST"])
def message(request: HttpRequest, pk: int) -> HttpResponse:
    """A text message or letter to copy or print, marked as sent."""
    callback = callback_of(pk, by=request.user)
    services.refuse_unwanted(callback)
    kind = request.POST.get("kind") or request.GET.get("kind") or SentMessage.Kind.SMS
    if kind not in SentMessage.Kind.values:
        raise Http404
    text, fault = request.POST.get("text") or words_of(callback, kind, request), ""
    if request.method == "POST" and "print" not in request.POST:
        try:
            services.note_message(callback, kind=kind, text=text, now=request.now, by=request.user)
        except Refused as refusal:
            fault = str(refusal)
        else:
            messages.success(request, _("Marked as sent."))
            return redirect("desk:call", callback.pk)
    context = {
        "nav": "callbacks",
        "callback": callback,
        "kind": kind,
        "kinds": SentMessage.Kind.choices,
        "text": text,
        "fault": fault,
        "now": request.now,
    }
    paper = "print" in request.POST
    template = "desk/call/letter.html" if paper else "desk/call/message.html"
    return render(request, template, context, status=400 if fault else 200)


def words_of(callback: Callback, kind: str, request: HttpRequest) -> str:
    """What is proposed, in the house's language: customers read it, whatever language the agent works in."""
    with translation.override(settings.LANGUAGE_CODE):
        coming = services.CallingWindows.of(callback.store).following(request.now, count=1)
        start, end = coming[0]
        values = {
            "who": who(callback),
            "agent": request.user.name,
            "store": callback.store.name,
            "from": clock_time(start),
            "until": clock_time(end),
        }
        if kind == SentMessage.Kind.SMS:
            return (
                _(
                    "Dear %(who)s, this is %(agent)s of %(store)s. We have tried to reach you to hear how you are "
                    "satisfied. May we call again between %(from)s and %(until)s? Please answer with a time that "
                    "suits you."
                )
                % values
            )
        return (
            _(
                "Dear %(who)s,\n\nwe have tried several times to reach you by telephone, because your opinion matters "
                "to us. Please call us or send us the number and the time at which we may reach you.\n\nYours "
                "sincerely\n%(agent)s\n%(store)s"
            )
            % values
        )


@requires("callbacks.call")
@require_GET
def contacts(request: HttpRequest, pk: int) -> HttpResponse:
    """Recordings and messages of a call that is still to be made."""
    callback = callback_of(pk, by=request.user)
    context = {"nav": "callbacks", "callback": callback, "now": request.now}
    return render(request, "desk/call/contacts.html", context | contacts_of(callback, by=request.user))


@requires("callbacks.recordings")
@require_POST
def recording_add(request: HttpRequest, pk: int) -> HttpResponse:
    callback = get_object_or_404(Callback.objects.visible_to(request.user), pk=pk)
    services.add_recording(request.FILES.get("file"), callback, now=request.now, by=request.user)
    messages.success(request, _("The recording is kept."))
    return redirect("desk:call_contacts" if callback.is_open else "desk:call", pk)


@requires("callbacks.recordings")
@require_GET
def recording(request: HttpRequest, pk: int) -> HttpResponse | StreamingHttpResponse:
    """The sound itself, to whoever may see the call; players may ask for a part of it."""
    row = get_object_or_404(Recording.objects.visible_to(request.user), pk=pk)
    path = stored_path(row.path)
    if not row.path or not path.is_file():
        raise Http404
    response = ranged(path, header=request.headers.get("Range", ""), content_type=row.media_type)
    response["Content-Disposition"] = "inline"
    shut_in(response)
    return response
