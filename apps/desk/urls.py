from django.urls import path

from apps.desk.help import views as help_views

app_name = "desk"
urlpatterns = [
    path("help/", help_views.help_page, name="help"),
]
