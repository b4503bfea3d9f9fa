"""The original of an import, as long as it is kept; looking into it is noted like every export (S21)."""

from django.http import FileResponse, Http404, HttpRequest
from django.shortcuts import get_object_or_404
from django.views.decorators.http import require_POST

from apps.accounts.access import requires
from apps.accounts.confirming import confirmed
from apps.core.kept_files import shut_in, stored_path
from apps.customers import services
from apps.customers.models import ImportBatch


@require_POST
@requires("customers.commit_import")
@confirmed
def import_file(request: HttpRequest, pk: int) -> FileResponse:
    """A download, never shown in the browser: what lies in the file is not ours."""
    batch = get_object_or_404(ImportBatch.objects.visible_to(request.user, "customers.commit_import"), pk=pk)
    try:
        stored = stored_path(batch.file_path or "-").open("rb")
    except OSError as gone:
        raise Http404 from gone
    services.note_export(
        "import_file",
        store=batch.store,
        rows=batch.read_count,
        filters={"batch": batch.pk},
        by=request.user,
        now=request.now,
    )
    answer = FileResponse(
        stored, as_attachment=True, filename=batch.file_name, content_type="application/octet-stream"
    )
    shut_in(answer)
    return answer
