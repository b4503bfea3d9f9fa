"""One include per app, in floor order."""

from django.contrib import admin
from django.templatetags.static import static
from django.urls import include, path
from django.utils.functional import lazy
from django.views.generic import RedirectView

from apps.accounts.access import public
from apps.core import error_pages

# Pages that name no icon of their own (the administration) are asked for this one by the browser.
favicon = public(RedirectView.as_view(url=lazy(static, str)("img/favicon.svg")))

sign_in = public(RedirectView.as_view(pattern_name="accounts:sign_in", query_string=True))

urlpatterns = [
    path("favicon.ico", favicon, name="favicon"),
    path("healthz/", include("carecenter.health")),
    # One door: the sign-in of the administration would ask for no second factor.
    path("admin/login/", sign_in, name="admin_sign_in"),
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
