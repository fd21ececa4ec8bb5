"""The database itself refuses to change or remove an entry of the ledger of extracts."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION sources_extract_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger of extracts is append-only: entry % may not be changed or removed', OLD.id;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON sources_extract
  FOR EACH ROW EXECUTE FUNCTION sources_extract_is_append_only();
"""
ALLOW = "DROP TRIGGER append_only ON sources_extract; DROP FUNCTION sources_extract_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("sources", "0003_extract")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
