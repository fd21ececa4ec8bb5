"""Writes docs/states.md and docs/revisions.md anew from the tables of states: `.venv/bin/python -m tests.house.write_states`."""

from tests.house.plan import DOCS

from tongban.cases.states import printed
from tongban.catalogue.states import printed as printed_revisions

if __name__ == "__main__":
    (DOCS / "states.md").write_text(printed(), encoding="utf8")
    (DOCS / "revisions.md").write_text(printed_revisions(), encoding="utf8")
