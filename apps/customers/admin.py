"""Nothing of customers stands in the admin; tables of higher floors that do note their exports here."""

from django.core.exceptions import PermissionDenied
from django.http import HttpRequest

from apps.accounts.access import posts_of
from apps.accounts.models import Store
from apps.core.reference_admin import ReferenceAdmin
from apps.customers.models import ExportLog


class LoggedReferenceAdmin(ReferenceAdmin):
    """A reference table whose exports are noted like all others."""

    def note_export(self, request: HttpRequest, *, rows: int) -> None:
        posts = posts_of(request.user)
        store = posts[0].store if posts else Store.objects.order_by("pk").first()
        if store is None:
            raise PermissionDenied
        what = f"admin:{self.model._meta.label_lower}"[:40]
        ExportLog.objects.create(store=store, what=what, rows=rows, by=request.user, at=request.now)
