"""Files of a complaint: added, handed out to whoever may see the complaint, removed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.http import content_disposition_header
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from apps.accounts.access import requires
from apps.complaints import services
from apps.complaints.models import Attachment
from apps.complaints.views.detail import find
from apps.core.byte_ranges import ranged
from apps.core.kept_files import shut_in, stored_path


@requires("complaints.attach")
@require_POST
def attach(request: HttpRequest, pk: int) -> HttpResponse:
    complaint = find(request, pk)
    services.attach(complaint, request.FILES.get("file"), now=request.now, by=request.user)
    messages.success(request, _("The file is kept."))
    return redirect("complaints:detail", pk)


@requires("complaints.board")
@require_GET
def attachment(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    """The file itself; pictures and recordings are shown, everything else is only saved."""
    row = get_object_or_404(Attachment, pk=file, complaint=find(request, pk), removed_at__isnull=True)
    path = stored_path(row.path)
    if not row.path or not path.is_file():
        raise Http404
    response = ranged(path, header=request.headers.get("Range", ""), content_type=row.media_type)
    shown = row.is_picture or row.is_sound
    response["Content-Disposition"] = content_disposition_header(not shown, row.name or str(row.pk))
    shut_in(response)
    return response


@requires("complaints.attach")
@require_POST
def detach(request: HttpRequest, pk: int, file: int) -> HttpResponse:
    row = get_object_or_404(Attachment, pk=file, complaint=find(request, pk))
    services.remove_attachment(row, reason=request.POST.get("reason", ""), now=request.now, by=request.user)
    messages.success(request, _("The file is removed."))
    return redirect("complaints:detail", pk)
