"""The database itself refuses to change or remove a posting, and to change what was paid to whom and why."""

from django.db import migrations

REFUSE = """
CREATE FUNCTION payments_posting_is_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'The ledger is append-only: posting % may not be changed or removed', OLD.id;
END $$;
CREATE TRIGGER append_only BEFORE UPDATE OR DELETE ON payments_posting
  FOR EACH ROW EXECUTE FUNCTION payments_posting_is_append_only();
CREATE FUNCTION payments_order_keeps_its_basis() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
  RAISE EXCEPTION 'What payment % is for, for whom and how much, may not be changed or removed', OLD.code;
END $$;
CREATE TRIGGER keeps_its_basis BEFORE UPDATE OF code, basis, payee, fen ON payments_order
  FOR EACH ROW WHEN ((OLD.code, OLD.basis, OLD.payee, OLD.fen) IS DISTINCT FROM (NEW.code, NEW.basis, NEW.payee, NEW.fen))
  EXECUTE FUNCTION payments_order_keeps_its_basis();
CREATE TRIGGER is_not_removed BEFORE DELETE ON payments_order
  FOR EACH ROW EXECUTE FUNCTION payments_order_keeps_its_basis();
"""
ALLOW = """
DROP TRIGGER is_not_removed ON payments_order; DROP TRIGGER keeps_its_basis ON payments_order;
DROP FUNCTION payments_order_keeps_its_basis();
DROP TRIGGER append_only ON payments_posting; DROP FUNCTION payments_posting_is_append_only();
"""


class Migration(migrations.Migration):
    dependencies = [("payments", "0001_initial")]
    operations = [migrations.RunSQL(REFUSE, ALLOW)]
