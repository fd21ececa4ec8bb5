"""Content goes out as a folder and comes back the same: what was exported and is published again is the same edition."""

from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.content import definitions_of, problems_in
from tongban.catalogue.contrib.folder.references import HAN
from tongban.catalogue.models import PublishedEdition
from tongban.catalogue.revisions.texts import rewritten, written_anew
from tongban.catalogue.revisions.writing import replaced
from tongban.catalogue.tests.conftest import SHANGHAI

studio = catalogue.studio
AT = datetime(2026, 11, 28, 2, 0, tzinfo=UTC)
TEXTS = st.text(st.characters(exclude_categories=("Cs", "Cc", "Zl", "Zp")), min_size=1, max_size=60).filter(str.strip)


def in_folder():
    """The city's files as they are written; mappings are about other people's exports and no content."""
    paths = [path for path in sorted(SHANGHAI.rglob("*.yaml")) if path.parent.name != "mappings"]
    return {path.relative_to(SHANGHAI).as_posix(): path.read_bytes() for path in paths}


def defined(contents):
    documents, problems = problems_in(contents)
    assert not problems, problems[:3]
    return definitions_of(documents)


SERVED = [name for name in in_folder() if name.startswith(("items/", "bundles/"))]


@pytest.mark.django_db
def test_the_whole_city_goes_out_byte_for_byte_and_comes_back_as_the_same_edition(tmp_path):
    before = studio.adopt(SHANGHAI, by="system", at=AT)

    kept = studio.export(tmp_path / "out")
    again = catalogue.draft(tmp_path / "out", on=AT.date())

    assert all(kept.values())
    assert {file: (tmp_path / "out" / file).read_bytes() for file in kept} == in_folder()
    assert again.digest == before.digest
    assert studio.adopt(tmp_path / "out", by="system", at=AT).number == before.number


@pytest.mark.django_db
def test_without_the_kept_texts_the_definitions_come_back_the_same(tmp_path):
    before = catalogue.publish(SHANGHAI, by="system", at=AT)

    for file, text in rewritten(PublishedEdition.objects.get(number=before.number)).items():
        (tmp_path / file).parent.mkdir(exist_ok=True)
        (tmp_path / file).write_bytes(text.encode())

    assert catalogue.draft(tmp_path, on=AT.date()).digest == before.digest


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(file=st.sampled_from(SERVED), zh=TEXTS, en=TEXTS.filter(lambda text: not HAN.search(text)))
def test_whatever_an_editor_writes_in_whichever_item_survives_the_way_out_and_back(file, zh, en):
    contents = in_folder()
    changed = replaced(contents[file].decode(), {"summary": {"zh": zh, "en": en}}, file=file)

    written = defined(contents | {file: changed.encode()})
    again = defined({name: text.encode() for name, text in written_anew(written).items()})

    assert again == written
