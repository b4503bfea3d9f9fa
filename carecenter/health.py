"""/healthz/: is the house able to work? Page, JSON, text or OpenMetrics by the Accept header or ?format=."""

from django.urls import path
from health_check.views import HealthCheckView

app_name = "health"
urlpatterns = [
    path(
        "",
        HealthCheckView.as_view(
            checks=["health_check.Cache", "health_check.Database", "health_check.Storage"]
        ),
        name="health",
    ),
]
