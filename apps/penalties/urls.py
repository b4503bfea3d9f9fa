from django.urls import path

from apps.penalties.views import (
    cases,
    exceptions,
    honour,
    months,
    outages,
    own,
    slips,
    suggestions,
    unanswered,
    wages,
    wall,
)

app_name = "penalties"
urlpatterns = [
    path("", cases.case_list, name="list"),
    path("decide/", cases.decide_many, name="decide_many"),
    path("mine/", own.mine, name="mine"),
    path("rules/", wall.wall, name="rules"),
    path("slip/", slips.enter, name="slip"),
    path("months/", months.month_list, name="month"),
    path("months/<int:pk>/", months.month_detail, name="month_detail"),
    path("months/<int:pk>/move/", months.move_month, name="month_move"),
    path("months/<int:pk>/wages/", wages.wages, name="wages"),
    path("exceptions/", exceptions.exceptions, name="exceptions"),
    path("honour/", honour.honour, name="honour"),
    path("outages/", outages.outages, name="outages"),
    path("outages/<int:pk>/withdraw/", outages.withdraw, name="outage_withdraw"),
    path("suggestions/", suggestions.suggestions, name="suggestions"),
    path("unanswered/", unanswered.unanswered, name="unanswered"),
    path("<int:pk>/paper/", slips.paper, name="paper"),
    path("<int:pk>/", cases.detail, name="detail"),
    path("<int:pk>/act/", cases.act, name="act"),
]
