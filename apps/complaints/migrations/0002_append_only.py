from django.db import migrations

from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("complaints", "0001_initial")]

    operations = [
        AppendOnly("complaints_closedcycle"),
        AppendOnly("complaints_complaintmove"),
        AppendOnly("complaints_levelchange"),
    ]
