from django.urls import path

from apps.desk.help import views as help_views
from apps.desk.settings import audit, calendar, index, rules

app_name = "desk"
urlpatterns = [
    path("help/", help_views.help_page, name="help"),
    path("settings/", index.index, name="settings"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/<str:key>/", rules.rule, name="rule"),
    path("settings/calendar/", calendar.year_view, name="calendar"),
    path("settings/closures/<int:pk>/remove/", calendar.closure_remove, name="closure_remove"),
    path("settings/audit/", audit.audit, name="audit"),
]
