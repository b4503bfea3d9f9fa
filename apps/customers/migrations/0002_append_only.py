from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("customers", "0001_initial")]

    operations = [
        AppendOnly("customers_ordermove"),
        AppendOnly("customers_reveal"),
        AppendOnly("customers_exportlog"),
    ]
