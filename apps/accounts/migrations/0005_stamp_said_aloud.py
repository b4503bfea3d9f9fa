from django.db import migrations

from apps.accounts.rule_stamp import FUNCTION


class Migration(migrations.Migration):
    dependencies = [("accounts", "0004_rule_stamp")]

    operations = [migrations.RunSQL(FUNCTION, migrations.RunSQL.noop)]
