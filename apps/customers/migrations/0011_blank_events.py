"""The one way into change events: blank the words of customers who have been erased, with the owner's rights.

The application may not touch these tables; through this function it can do nothing but finish an erasure.
"""

from django.db import migrations

FUNCTION = """
CREATE FUNCTION customers_blank_events(gone bigint[], cars bigint[]) RETURNS void
LANGUAGE plpgsql SECURITY DEFINER SET search_path = public, pg_temp AS $$
BEGIN
    IF EXISTS (SELECT 1 FROM unnest(gone) AS k(id) LEFT JOIN customers_customer c ON c.id = k.id
                WHERE c.erased_at IS NULL OR c.name <> '')
       OR EXISTS (SELECT 1 FROM customers_vehicle v WHERE v.id = ANY(cars) AND (v.vin <> '' OR v.plate <> '')) THEN
        RAISE EXCEPTION 'only events of erased customers can be blanked' USING ERRCODE = 'restrict_violation';
    END IF;
    UPDATE customers_customerevent SET name = '', name_pinyin = '', name_key = '', gender = '', birthday = NULL,
           id_no = '', address = '', source = '', remark = '', do_not_call_reason = '', focus_reason = ''
     WHERE pgh_obj_id = ANY(gone);
    UPDATE customers_phoneevent SET number = '', source = '' WHERE customer_id = ANY(gone);
    UPDATE customers_vehicleevent SET vin = '', plate = '', model = '', colour = '', engine_no = ''
     WHERE pgh_obj_id = ANY(cars);
    UPDATE customers_optoutevent SET reason = '', withdrawn_reason = '' WHERE customer_id = ANY(gone);
    UPDATE customers_flagevent SET reason = '', measure = '', ended_reason = '' WHERE customer_id = ANY(gone);
    UPDATE customers_memberevent SET number = '', document = '' WHERE customer_id = ANY(gone);
    UPDATE customers_datacheckevent SET words = ''
     WHERE order_id IN (SELECT id FROM customers_order WHERE customer_id = ANY(gone));
END $$
"""


class Migration(migrations.Migration):
    dependencies = [("customers", "0010_flags_of_focus")]

    operations = [
        migrations.RunSQL(FUNCTION, "DROP FUNCTION customers_blank_events(bigint[], bigint[])"),
    ]
