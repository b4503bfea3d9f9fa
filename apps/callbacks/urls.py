from django.urls import path

from apps.callbacks.views import (
    corrections,
    day_sheets,
    dealings,
    export,
    inquiries,
    lists,
    orders,
    spot_checks,
)

app_name = "callbacks"
urlpatterns = [
    path("", lists.call_list, name="list"),
    path("saved/", lists.save_list, name="save_list"),
    path("saved/<int:pk>/", lists.saved_list, name="saved_list"),
    path("reassign/", lists.reassign, name="reassign"),
    path("export/", export.export, name="export"),
    path("cancel/", lists.cancel, name="cancel"),
    path("orders/<int:pk>/", orders.order, name="order"),
    path("corrections/", corrections.corrections, name="corrections"),
    path("corrections/<int:pk>/", corrections.correct, name="correct"),
    path("day-sheets/", day_sheets.day_sheets, name="day_sheets"),
    path("day-sheets/<str:day>/<int:pk>/", day_sheets.day_sheet, name="day_sheet"),
    path("dealings/", dealings.dealings, name="dealings"),
    path("inquiries/", inquiries.inquiries, name="inquiries"),
    path("inquiries/<int:pk>/", inquiries.inquiry, name="inquiry"),
    path("inquiries/<int:pk>/hand-over/", inquiries.hand_over, name="inquiry_hand_over"),
    path("inquiries/<int:pk>/dismiss/", inquiries.dismiss, name="inquiry_dismiss"),
    path("spot-checks/", spot_checks.spot_checks, name="spot_checks"),
    path("spot-checks/<int:pk>/", spot_checks.spot_check, name="spot_check"),
    path("spot-checks/<int:pk>/paper/", spot_checks.spot_check_paper, name="spot_check_paper"),
    path("spot-checks/<int:pk>/conclude/", spot_checks.conclude, name="spot_check_conclude"),
    path("spot-checks/items/<int:pk>/", spot_checks.judge, name="judge"),
]
