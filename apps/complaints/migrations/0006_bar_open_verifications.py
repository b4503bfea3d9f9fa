from django.db import migrations

# Verifying calls opened before the calls themselves knew who may not make them.
BAR = """
INSERT INTO callbacks_barred (callback_id, user_id, department_id)
SELECT v.callback_id, who.user_id, who.department_id
  FROM complaints_verification v
  JOIN complaints_complaint c ON c.id = v.complaint_id
  JOIN accounts_department d ON d.id = c.department_id,
       LATERAL (SELECT c.handler_id AS user_id, NULL::bigint AS department_id
                 UNION SELECT c.signed_by_id, NULL
                 UNION SELECT NULL, d.id WHERE d.kind <> 'care') who
 WHERE v.result = '' AND v.cycle = c.cycle AND (who.user_id IS NOT NULL OR who.department_id IS NOT NULL)
"""


class Migration(migrations.Migration):
    dependencies = [("complaints", "0005_find_by_number"), ("callbacks", "0007_barred")]

    operations = [migrations.RunSQL(BAR, migrations.RunSQL.noop)]
