"""What `up` makes before the first page, and what it leaves alone when nothing changed."""

import gettext
import os

from tongban.site import health
from tongban.site.commands import preparation
from tongban.site.places import ROOT

PO = 'msgid ""\nmsgstr ""\n"Content-Type: text/plain; charset=UTF-8\\n"\n\nmsgid "提交"\nmsgstr "Submit"\n'


def test_translations_are_compiled_once_and_again_when_stale(tmp_path, settings):
    settings.LOCALE_PATHS = [tmp_path]
    source = tmp_path / "en" / "LC_MESSAGES" / "django.po"
    source.parent.mkdir(parents=True)
    source.write_text(PO, encoding="utf8")

    assert preparation.compile_translations() == 1
    assert preparation.compile_translations() == 0
    os.utime(source, (2**32, 2**32))
    assert preparation.compile_translations() == 1

    assert gettext.translation("django", tmp_path, ["en"]).gettext("提交") == "Submit"


def test_static_files_are_copied_only_when_they_changed(tmp_path, settings):
    given, root = tmp_path / "given", tmp_path / "root"
    given.mkdir()
    (given / "a.css").write_text("a{}")
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [given], root

    assert preparation.collect_static_files() is True
    assert preparation.collect_static_files() is False
    (given / "b.css").write_text("b{}")
    assert preparation.collect_static_files() is True

    assert (root / "b.css").read_text() == "b{}"


def test_a_rooms_own_static_files_are_watched_too(tmp_path, settings):
    settings.STATICFILES_DIRS, settings.STATIC_ROOT = [], tmp_path / "root"
    assert preparation.collect_static_files() is True
    desks = ROOT / "src/tongban/desks/static/desks.css"

    seen = desks.stat()
    os.utime(desks, ns=(seen.st_atime_ns, seen.st_mtime_ns + 1))
    try:
        assert preparation.collect_static_files() is True
    finally:
        os.utime(desks, ns=(seen.st_atime_ns, seen.st_mtime_ns))


def test_health_says_that_a_worker_is_silent(client, db, settings):
    told = client.get("/healthz")

    assert told.status_code == 200
    assert told.json() == {"status": "degraded", "database": "ok", "worker": "silent"}


def test_health_is_well_while_the_worker_beats(client, db, settings):
    health.beat(settings.HOME)

    assert client.get("/healthz").json()["status"] == "ok"


def test_health_says_that_the_database_is_down(client, monkeypatch):
    monkeypatch.setattr(health, "database_answers", lambda: False)

    told = client.get("/healthz")

    assert (told.status_code, told.json()["status"]) == (503, "down")
