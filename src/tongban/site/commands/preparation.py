"""What must be made before the first page can be served: tables, translations, static files. Done again only when stale."""

import hashlib
from pathlib import Path

from babel.messages.mofile import write_mo
from babel.messages.pofile import read_po


def migrate() -> None:
    """Bring the tables to the state of the code."""
    from django.core.management import call_command

    call_command("migrate", interactive=False, verbosity=0)


def compile_translations() -> int:
    """Make the .mo beside each .po that is newer, in every folder of LOCALE_PATHS. Gives how many were made."""
    from django.conf import settings

    sources = [source for folder in settings.LOCALE_PATHS for source in Path(folder).glob("*/LC_MESSAGES/*.po")]
    return sum(_compile(source) for source in sources)


def _compile(source: Path) -> bool:
    target = source.with_suffix(".mo")
    if target.exists() and target.stat().st_mtime >= source.stat().st_mtime:
        return False
    with source.open("rb") as written:
        catalogue = read_po(written, locale=source.parents[1].name)
    half = target.with_suffix(".new")
    with half.open("wb") as compiled:
        write_mo(compiled, catalogue)
    half.replace(target)
    return True


def collect_static_files() -> bool:
    """Copy the static files to STATIC_ROOT if any of them changed since the last time. True when they were copied."""
    from django.conf import settings
    from django.contrib.staticfiles.finders import get_finders
    from django.core.management import call_command

    root = Path(settings.STATIC_ROOT)
    found = [Path(store.path(name)) for finder in get_finders() for name, store in finder.list([])]
    kept, now = root / ".state", _state_of(found)
    if kept.exists() and kept.read_text() == now:
        return False
    root.mkdir(parents=True, exist_ok=True)
    call_command("collectstatic", interactive=False, clear=True, verbosity=0)
    kept.write_text(now)
    return True


def _state_of(files: list[Path]) -> str:
    told = [f"{path}:{path.stat().st_size}:{path.stat().st_mtime_ns}" for path in sorted(files)]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()
