"""The database itself refuses to change or remove a scenario that was kept: an expectation stays what it was."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION policies_scenario_stays() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'A scenario that was kept stays as it is: % may not be changed or removed', OLD.code;
END $$;
CREATE TRIGGER stays BEFORE UPDATE OR DELETE ON policies_scenario
  FOR EACH ROW EXECUTE FUNCTION policies_scenario_stays();
"""
ALLOW = "DROP TRIGGER stays ON policies_scenario; DROP FUNCTION policies_scenario_stays();"


class Migration(migrations.Migration):
    dependencies = [("policies", "0002_scenarios")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
