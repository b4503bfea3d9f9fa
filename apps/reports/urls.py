from django.urls import path

from apps.reports.views import detail, drill, dues, export, listing, live, settings, steps, tasks

app_name = "reports"
urlpatterns = [
    path("", listing.report_list, name="list"),
    path("calendar/", dues.calendar_page, name="calendar"),
    path("now/<slug:kind>/", live.live, name="live"),
    path("now/<slug:kind>/figures/<str:key>/", drill.live_drill, name="live_drill"),
    path("settings/", settings.settings_page, name="settings"),
    path("settings/kinds/", settings.choose_kinds, name="choose_kinds"),
    path("settings/targets/", settings.set_target, name="set_target"),
    path("<int:pk>/", detail.detail, name="detail"),
    path("<int:pk>/print/", detail.print_view, name="print"),
    path("<int:pk>/export/", export.export, name="export"),
    path("<int:pk>/figures/<str:key>/", drill.drill, name="drill"),
    path("<int:pk>/words/", steps.save_words, name="words"),
    path("<int:pk>/refresh/", steps.refresh, name="refresh"),
    path("<int:pk>/prepare/", steps.prepare, name="prepare"),
    path("<int:pk>/review/", steps.review, name="review"),
    path("<int:pk>/send-back/", steps.send_back, name="send_back"),
    path("<int:pk>/submit/", steps.submit, name="submit"),
    path("<int:pk>/reopen/", steps.reopen, name="reopen"),
    path("<int:pk>/give/", steps.give, name="give"),
    path("<int:pk>/task/", steps.raise_task, name="raise_task"),
    path("tasks/", tasks.task_list, name="tasks"),
    path("tasks/new/", tasks.new_task, name="task_new"),
    path("tasks/<int:pk>/", tasks.task, name="task"),
    path("tasks/<int:pk>/withdraw/", tasks.withdraw, name="task_withdraw"),
    path("<int:pk>/read/", steps.acknowledge, name="acknowledge"),
]
