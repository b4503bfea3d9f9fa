from django.urls import path

from apps.duties import views

app_name = "duties"
urlpatterns = [
    path("<int:pk>/why/", views.why, name="why"),
    path("<int:pk>/excuse/", views.excuse, name="excuse"),
]
