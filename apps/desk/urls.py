from django.urls import path

from apps.desk.call import telephone
from apps.desk.call import views as call_views
from apps.desk.customer import details, marks
from apps.desk.customer import views as customer_views
from apps.desk.evidence.views import evidence
from apps.desk.help import views as help_views
from apps.desk.home import views as home_views
from apps.desk.import_result import views as import_result_views
from apps.desk.late_feed import views as late_feed_views
from apps.desk.payroll.views import payroll_file
from apps.desk.person import merge_views
from apps.desk.person import views as person_views
from apps.desk.search import views as search_views
from apps.desk.segments import views as segment_views
from apps.desk.settings import audit, calendar, index, outcomes, questionnaires, rules, scripts

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
    path("calls/<int:pk>/contacts/", telephone.contacts, name="call_contacts"),
    path("calls/<int:pk>/message/", telephone.message, name="call_message"),
    path("calls/<int:pk>/recordings/", telephone.recording_add, name="recording_add"),
    path("recordings/<int:pk>/", telephone.recording, name="recording"),
    path("calls/inbound/", telephone.inbound, name="inbound"),
    path("calls/settle/", call_views.settle, name="call_settle"),
    path("calls/next/", call_views.following, name="call_next"),
    path("months/<int:pk>/payroll/", payroll_file, name="payroll_file"),
    path("evidence/<int:pk>/", evidence, name="evidence"),
    path("customers/<int:pk>/", customer_views.customer, name="customer"),
    path("customers/<int:pk>/opt-out/", marks.opt_out_new, name="opt_out_new"),
    path("opt-outs/<int:pk>/withdraw/", marks.opt_out_withdraw, name="opt_out_withdraw"),
    path("customers/<int:pk>/flag/", marks.flag_new, name="flag_new"),
    path("flags/<int:pk>/review/", marks.flag_review, name="flag_review"),
    path("flags/<int:pk>/end/", marks.flag_end, name="flag_end"),
    path("customers/<int:pk>/consent/", marks.consent_new, name="consent_new"),
    path("customers/<int:pk>/note/", marks.note_new, name="note_new"),
    path("phones/<int:pk>/", details.phone_edit, name="phone_edit"),
    path("customers/<int:pk>/vehicle/", details.role_new, name="role_new"),
    path("vehicle-roles/<int:pk>/", details.role_edit, name="role_edit"),
    path("vehicles/<int:pk>/", details.vehicle_edit, name="vehicle_edit"),
    path("orders/<int:pk>/check/", details.data_check, name="data_check"),
    path("members/<int:pk>/", details.member_edit, name="member_edit"),
    path("customers/<int:pk>/merge/", merge_views.merge, name="merge"),
    path("customers/<int:pk>/different/", merge_views.dismiss, name="dismiss_duplicate"),
    path("merges/<int:pk>/undo/", merge_views.merge_undo, name="merge_undo"),
    path("duplicates/", merge_views.duplicates, name="duplicates"),
    path("customers/<int:pk>/copy/", person_views.person_copy, name="person_copy"),
    path("customers/<int:pk>/erase/", person_views.person_erase, name="person_erase"),
    path("segments/", segment_views.segments, name="segments"),
    path("segments/try/", segment_views.segment_page, name="segment_try"),
    path("segments/save/", segment_views.segment_save, name="segment_save"),
    path("segments/<int:pk>/", segment_views.segment_page, name="segment"),
    path("segments/<int:pk>/save/", segment_views.segment_save, name="segment_change"),
    path("segments/<int:pk>/remove/", segment_views.segment_remove, name="segment_remove"),
    path("segments/<int:pk>/export/", segment_views.segment_export, name="segment_export"),
    path("search/", search_views.search, name="search"),
    path("imports/<int:pk>/result/", import_result_views.import_result, name="import_result"),
    path("imports/<int:pk>/undo/", import_result_views.import_undo, name="import_undo"),
    path("imports/late/", late_feed_views.late_feed, name="late_feed"),
    path("help/", help_views.help_page, name="help"),
    path("settings/", index.index, name="settings"),
    path("settings/rules/", rules.rules, name="rules"),
    path("settings/rules/<str:key>/", rules.rule, name="rule"),
    path("settings/outcomes/", outcomes.outcomes, name="outcomes"),
    path("settings/outcomes/new/", outcomes.outcome_new, name="outcome_new"),
    path("settings/outcomes/<int:pk>/", outcomes.outcome, name="outcome"),
    path("settings/outcomes/<int:pk>/step/", outcomes.outcome_step, name="outcome_step"),
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
    path("settings/audit/requests/", audit.audit_requests, name="audit_requests"),
]
