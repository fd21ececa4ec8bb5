"""Writes docs/states.md anew from the table of states: `.venv/bin/python -m tests.house.write_states`."""

from tests.house.plan import DOCS

from tongban.cases.states import printed

if __name__ == "__main__":
    (DOCS / "states.md").write_text(printed(), encoding="utf8")
