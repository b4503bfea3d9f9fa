from django.urls import path

from apps.desk.call import views as call_views
from apps.desk.customer import views as customer_views
from apps.desk.evidence.views import evidence
from apps.desk.help import views as help_views
from apps.desk.home import views as home_views
from apps.desk.import_result import views as import_result_views
from apps.desk.late_feed import views as late_feed_views
from apps.desk.search import views as search_views
from apps.desk.settings import audit, calendar, index, questionnaires, rules, scripts

app_name = "desk"
urlpatterns = [
    path("", home_views.home, name="home"),
    path("calls/<int:pk>/", call_views.call, name="call"),
    path("calls/<int:pk>/number/", call_views.reveal, name="call_reveal"),
    path("calls/<int:pk>/draft/", call_views.draft, name="call_draft"),
    path("calls/<int:pk>/release/", call_views.release, name="call_release"),
    path("calls/<int:pk>/undo/", call_views.undo, name="call_undo"),
    path("calls/<int:pk>/keep/", call_views.keep, name="call_keep"),
    path("calls/<int:pk>/take/", call_views.take_over, name="call_take"),
    path("calls/settle/", call_views.settle, name="call_settle"),
    path("calls/next/", call_views.following, name="call_next"),
    path("evidence/<int:pk>/", evidence, name="evidence"),
    path("customers/<int:pk>/", customer_views.customer, name="customer"),
    path("search/", search_views.search, name="search"),
    path("imports/<int:pk>/result/", import_result_views.import_result, name="import_result"),
    path("imports/<int:pk>/undo/", import_result_views.import_undo, name="import_undo"),
    path("imports/late/", late_feed_views.late_feed, name="late_feed"),
    path("help/", help_views.help_page, name="help"),
    path("settings/", index.index, name="settings"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/<str:key>/", rules.rule, name="rule"),
    path("settings/questionnaires/", questionnaires.questionnaires, name="questionnaires"),
    path("settings/questionnaires/new/", questionnaires.questionnaire_start, name="questionnaire_start"),
    path("settings/questionnaires/<int:pk>/", questionnaires.questionnaire, name="questionnaire"),
    path("settings/questionnaires/<int:pk>/questions/new/", questionnaires.question_new, name="question_new"),
    path("settings/questions/<int:pk>/", questionnaires.question, name="question"),
    path("settings/questions/<int:pk>/step/", questionnaires.question_step, name="question_step"),
    path("settings/scripts/", scripts.scripts, name="scripts"),
    path("settings/scripts/<str:kind>/", scripts.script, name="script"),
    path("settings/calendar/", calendar.year_view, name="calendar"),
    path("settings/closures/<int:pk>/remove/", calendar.closure_remove, name="closure_remove"),
    path("settings/audit/", audit.audit, name="audit"),
]
