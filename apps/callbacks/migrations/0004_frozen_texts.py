from django.db import migrations

from apps.callbacks.frozen import FreezeUsedSets
from apps.core.append_only import AppendOnly


class Migration(migrations.Migration):
    dependencies = [("callbacks", "0003_inquiries_scripts_day_sheets")]

    operations = [
        AppendOnly("callbacks_script"),
        AppendOnly("callbacks_daysheet"),
        FreezeUsedSets(),
    ]
