"""The database itself refuses to change or remove an entry; only the seal may fill in position and link, once."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION journal_entry_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  IF TG_OP = 'UPDATE' AND OLD.position IS NULL AND OLD.link IS NULL
     AND (NEW.id, NEW.subject, NEW.kind, NEW.body, NEW."by", NEW.at, NEW.digest)
       = (OLD.id, OLD.subject, OLD.kind, OLD.body, OLD."by", OLD.at, OLD.digest) THEN
    RETURN NEW;
  END IF;
  RAISE EXCEPTION 'The journal is append-only: entry % may not be changed or removed', OLD.id;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON journal_entry
  FOR EACH ROW EXECUTE FUNCTION journal_entry_is_append_only();
"""
ALLOW = "DROP TRIGGER append_only ON journal_entry; DROP FUNCTION journal_entry_is_append_only();"


class Migration(migrations.Migration):
    dependencies = [("journal", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
