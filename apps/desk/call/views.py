"""Open a call, show the number, keep the draft, hold it, put it back."""

from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from apps.accounts.access import requires
from apps.callbacks import services
from apps.callbacks.models import Callback
from apps.core.refusal import Refused
from apps.core.remembering import remembering
from apps.core.wording import clock_time
from apps.customers import services as customers
from apps.customers.models import Phone
from apps.desk.call import pages
from apps.desk.call.forms import kept_of
from apps.desk.call.number_code import number_code
from apps.desk.call.recording import record_waiting
from apps.desk.call.saving import go_on, save_and_go_on
from apps.desk.call.screen import callback_of, open_page_of


@requires("callbacks.call")
@require_http_methods(["GET", "POST"])
def call(request: HttpRequest, pk: int) -> HttpResponse:
    if request.method == "POST":
        return save_and_go_on(request, open_page_of(pk, by=request.user))
    with remembering(request.user.rules):
        record_waiting(now=request.now, by=request.user)
        return pages.opened(request, callback_of(pk, by=request.user))


@requires("callbacks.call")
@require_POST
def undo(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a save back within its ten seconds; the call opens again with every word."""
    callback = callback_of(pk, by=request.user)
    services.take_back(callback, now=request.now, by=request.user)
    with remembering(request.user.rules):
        return pages.opened(request, callback_of(pk, by=request.user))


@requires("callbacks.call")
@require_POST
def settle(request: HttpRequest) -> HttpResponse:
    """The ten seconds of a save are over: the page that made it rings."""
    with remembering(request.user.rules):
        record_waiting(now=request.now, by=request.user)
    return HttpResponse(status=204)


@requires("callbacks.call")
@require_GET
def following(request: HttpRequest) -> HttpResponse:
    """The call to make next, wherever the person stands; a page of the call screen has its part at once."""
    with remembering(request.user.rules):
        record_waiting(now=request.now, by=request.user)
        return go_on(request)


@requires("callbacks.call")
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show the number: logged, and the start of the attempt by the server's clock."""
    callback = callback_of(pk, by=request.user)
    phone = _phone(request, callback)
    services.refuse_unwanted(callback)
    services.claim(callback, now=request.now, by=request.user)
    number = customers.reveal(phone, code="call", object_id=callback.pk, now=request.now, by=request.user)
    started_at = services.start_dial(callback, now=request.now, by=request.user)
    context = {
        "number": number,
        "code": number_code(number),
        "phone": phone,
        "started_at": started_at,
        "callback": callback,
    }
    return render(request, "desk/call/_dial.html", context)


def _phone(request: HttpRequest, callback: Callback) -> Phone:
    chosen = request.POST.get("dial", "")
    if not (chosen.isascii() and chosen.isdigit()):
        raise Http404
    return get_object_or_404(
        Phone.objects.select_related("customer"), pk=chosen, customer=callback.customer_id
    )


@requires("callbacks.call")
@require_POST
def draft(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep what is typed; the answer is a sentence, a newer draft of the same person is 409."""
    callback = open_page_of(pk, by=request.user)
    seen = request.POST.get("draft_version", "")
    try:
        services.refuse_given_away(callback, by=request.user)
        services.refuse_held([callback.pk])
        services.claim(callback, now=request.now, by=request.user)
        kept = services.save_draft(
            callback, kept_of(request.POST), seen=seen, now=request.now, by=request.user
        )
    except Refused as refusal:
        return HttpResponse(str(refusal), status=refusal.status, content_type="text/plain; charset=utf-8")
    sentence = _("Draft saved %(time)s") % {"time": clock_time(kept.saved_at)}
    answer = HttpResponse(sentence, content_type="text/plain; charset=utf-8")
    answer["X-Draft-Version"] = services.version_of(kept)
    return answer


@requires("callbacks.call")
@require_POST
def keep(request: HttpRequest, pk: int) -> HttpResponse:
    """The open page renews its claim; a page that has lost the call is told who has it and what has changed."""
    callback = open_page_of(pk, by=request.user)
    lost = ""
    try:
        services.refuse_given_away(callback, by=request.user)
        services.refuse_taken(callback, now=request.now, by=request.user)
        if callback.claimed_by_id == request.user.pk:
            services.renew(callback, now=request.now, by=request.user)
    except Refused as refusal:
        lost = str(refusal)
    context = pages.hold_context(request, callback, lost=lost)
    return render(request, "desk/call/_hold.html", context)


@requires("callbacks.reassign")
@require_POST
def take_over(request: HttpRequest, pk: int) -> HttpResponse:
    """A manager takes the call out of a colleague's hand."""
    callback = callback_of(pk, by=request.user)
    services.take_over(callback, now=request.now, by=request.user)
    return redirect("desk:call", callback.pk)


@requires("callbacks.call")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the call back in the queue; the draft stays."""
    callback = open_page_of(pk, by=request.user)
    services.release(callback, now=request.now, by=request.user)
    services.end_dial(callback, by=request.user)
    return redirect("desk:home")
