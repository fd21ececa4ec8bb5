"""The database itself refuses to change or remove an entry of the ledger of use."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION sources_use_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger of use is append-only: entry % may not be changed or removed', OLD.id;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sources_use
  FOR EACH ROW EXECUTE FUNCTION sources_use_is_append_only();
"""
ALLOW = "DROP TRIGGER append_only ON sources_use; DROP FUNCTION sources_use_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("sources", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
