"""The database itself refuses to change or remove what was published."""

from django.db import migrations

TABLES = ("catalogue_definition", "catalogue_edition", "catalogue_editionentry")
REFUSE = """
CREATE FUNCTION catalogue_is_immutable() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What was published may not be changed or removed: % %', TG_TABLE_NAME, OLD.id;
END $$;
""" + "".join(
    f"CREATE TRIGGER immutable BEFORE UPDATE OR DELETE ON {table} FOR EACH ROW EXECUTE FUNCTION catalogue_is_immutable();\n"
    for table in TABLES
)
ALLOW = "".join(f"DROP TRIGGER immutable ON {table};\n" for table in TABLES) + "DROP FUNCTION catalogue_is_immutable();"


class Migration(migrations.Migration):
    dependencies = [("catalogue", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
