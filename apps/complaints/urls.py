from django.urls import path

from apps.complaints import views

app_name = "complaints"
urlpatterns = [
    path("", views.board, name="board"),
    path("register/", views.register, name="register"),
    path("export/", views.export, name="export"),
    path("inventory/", views.inventory, name="inventory"),
    path("typical/", views.typical_cases, name="typical_cases"),
    path("causes/", views.causes, name="causes"),
    path("causes/<int:pk>/", views.cause, name="cause"),
    path("<int:pk>/", views.detail, name="detail"),
    path("<int:pk>/phone/", views.reveal, name="reveal"),
    path("<int:pk>/slip/", views.slip, name="slip"),
    path("<int:pk>/files/", views.attach, name="attach"),
    path("<int:pk>/files/<int:file>/", views.attachment, name="attachment"),
    path("<int:pk>/files/<int:file>/remove/", views.detach, name="detach"),
    path("<int:pk>/investigation/", views.investigation, name="investigation"),
    path("<int:pk>/<slug:step>/", views.take_step, name="step"),
]
