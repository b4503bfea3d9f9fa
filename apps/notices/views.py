"""A person's inbox."""

from django.core.paginator import Paginator
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.notices import services
from apps.notices.models import Notice


@requires("notices")
def inbox(request: HttpRequest) -> HttpResponse:
    rows = Notice.objects.filter(user=request.user).order_by("-at", "-pk")
    page = Paginator(rows, 50).get_page(request.GET.get("page"))
    return render(request, "notices/inbox.html", {"page": page, "now": request.now})


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
