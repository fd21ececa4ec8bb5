"""Writes the rows of docs/events.md anew from the code: `.venv/bin/python -m tests.house.write_events`."""

from tests.house.plan import DOCS
from tests.house.test_documents import events, row_of

if __name__ == "__main__":
    page = DOCS / "events.md"
    head = [line for line in page.read_text(encoding="utf8").splitlines() if not line.startswith("| `")]
    page.write_text("\n".join([*head, *(row_of(room, event) for room, event in events())]) + "\n", encoding="utf8")
