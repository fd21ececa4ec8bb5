"""The sentences of the pages and their translations: Chinese is the original, each other language one catalogue."""

import sys
from collections.abc import Iterator
from pathlib import Path

from babel.messages.catalog import Catalog
from babel.messages.extract import extract_from_dir
from babel.messages.pofile import read_po, write_po

ROOMS = Path(__file__).resolve().parents[1]
WRITTEN = Path(__file__).resolve().parent / "locale"
METHODS = [("**/tests/**", "ignore"), ("**/templates/**.html", "jinja2"), ("**.py", "python")]
OPTIONS = {"**/templates/**.html": {"extensions": "jinja2.ext.i18n,jinja2.ext.do", "silent": "false"}}
KEYWORDS = {"_": None, "gettext": None, "ngettext": (1, 2)}

Message = str | tuple[str, ...]


def extract() -> dict[Message, list[str]]:
    """Every sentence that a page or a view says through gettext, with the files that say it."""
    found: dict[Message, list[str]] = {}
    for face in ("portal", "desks", "site"):
        folder = ROOMS / face
        for name, _line, message, *_ in extract_from_dir(str(folder), METHODS, OPTIONS, keywords=KEYWORDS):
            found.setdefault(message, []).append(f"{face}/{name}")
    return found


def written(language: str = "en") -> Catalog:
    """The catalogue of translations as it is kept."""
    with path_of(language).open("rb") as kept:
        return read_po(kept, locale=language)


def path_of(language: str) -> Path:
    return WRITTEN / language / "LC_MESSAGES" / "django.po"


def untranslated(language: str = "en") -> list[Message]:
    """The sentences of the pages that have no translation yet, or only half of one."""
    kept = written(language)
    return [message for message in extract() if not is_translated(kept, message)]


def is_translated(kept: Catalog, message: Message) -> bool:
    found = kept.get(message[0] if isinstance(message, tuple) else message)
    texts = found.string if found else ""
    return all(texts) if isinstance(texts, tuple | list) else bool(texts)


def unused(language: str = "en") -> Iterator[str]:
    """Translations of sentences that no page says any more."""
    said = {message[0] if isinstance(message, tuple) else message for message in extract()}
    for message in written(language):
        key = message.id[0] if isinstance(message.id, tuple | list) else message.id
        if key and key not in said:
            yield key


def update(language: str = "en") -> int:
    """Add missing sentences to the kept catalogue, empty, and drop those that nobody says. Gives how many are empty."""
    kept = written(language)
    fresh = Catalog(
        locale=language,
        header_comment=f"# {language}: every sentence of the pages. python -m tongban.site.messages adds what is missing.",
        project="tongban",
        version="1",
        creation_date=kept.creation_date,
        revision_date=kept.creation_date,
        fuzzy=False,
    )
    for message, places in sorted(extract().items(), key=lambda one: (sorted(one[1])[0], str(one[0]))):
        old = kept.get(message[0] if isinstance(message, tuple) else message)
        fresh.add(message, old.string if old else None, locations=[(place, 0) for place in sorted(set(places))[:1]])
    with path_of(language).open("wb") as file:
        write_po(file, fresh, omit_header=False, include_lineno=False, width=120, no_location=True)
    return len(untranslated(language))


if __name__ == "__main__":
    sys.stdout.write(f"{update()} sentences have no English yet\n")
