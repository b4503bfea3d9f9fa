"""One include per app, in floor order."""

from django.contrib import admin
from django.urls import include, path

from apps.core import error_pages

urlpatterns = [
    path("healthz/", include("carecenter.health")),
    path("admin/", admin.site.urls),
    path("", include("apps.accounts.urls")),
    path("jobs/", include("apps.jobs.urls")),
    path("notices/", include("apps.notices.urls")),
    path("duties/", include("apps.duties.urls")),
    path("penalties/", include("apps.penalties.urls")),
    path("customers/", include("apps.customers.urls")),
    path("callbacks/", include("apps.callbacks.urls")),
    path("complaints/", include("apps.complaints.urls")),
    path("reports/", include("apps.reports.urls")),
    path("", include("apps.desk.urls")),
]

handler400 = error_pages.bad_request
handler403 = error_pages.forbidden
handler404 = error_pages.not_found
handler500 = error_pages.server_error
