from django.urls import path

from apps.customers.views import churn, conflicts, exports, import_file, imports, members, orders, people

app_name = "customers"
urlpatterns = [
    path("", people.customer_list, name="list"),
    path("export/", people.customer_export, name="export"),
    path("exports/", exports.exports, name="exports"),
    path("exports/<int:pk>/decide/", exports.export_decide, name="export_decide"),
    path("<int:pk>/edit/", people.customer_edit, name="edit"),
    path("<int:pk>/phones/", people.phone_add, name="phone_add"),
    path("phones/<int:pk>/reveal/", people.phone_reveal, name="phone_reveal"),
    path("churn/", churn.churn, name="churn"),
    path("<int:pk>/differences/", churn.list_differences, name="list_differences"),
    path("orders/new/", orders.order_new, name="order_new"),
    path("members/", members.members, name="members"),
    path("members/days/<int:pk>/", members.member_day, name="member_day"),
    path("imports/", imports.import_list, name="import_list"),
    path("imports/new/", imports.import_new, name="import_new"),
    path("imports/conflicts/", conflicts.import_conflicts, name="import_conflicts"),
    path("imports/<int:pk>/decide/", conflicts.import_decide, name="import_decide"),
    path("imports/<int:pk>/", imports.import_detail, name="import_detail"),
    path("imports/<int:pk>/file/", import_file.import_file, name="import_file"),
    path("imports/<int:pk>/table/", imports.import_table, name="import_table"),
    path("imports/<int:pk>/take-in/", imports.import_take_in, name="import_take_in"),
    path("imports/<int:pk>/cancel/", imports.import_cancel, name="import_cancel"),
    path("imports/<int:pk>/retry/", imports.import_retry, name="import_retry"),
    path("imports/<int:pk>/refused/", imports.import_refused, name="import_refused"),
]
