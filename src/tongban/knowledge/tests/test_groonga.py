"""The same search on a Groonga server. Where Groonga is not installed it is skipped, and the report says so."""

import shutil
import socket
import subprocess
import time
from urllib.request import urlopen

import pytest

from tongban.knowledge import public as knowledge
from tongban.knowledge.queries import forget
from tongban.knowledge.tests.test_search import FIRST, shown_first

GROONGA = shutil.which("groonga")
pytestmark = pytest.mark.skipif(
    GROONGA is None, reason="NO GROONGA: the search server's adapter is NOT tested (apt-get install groonga-bin)"
)


@pytest.fixture(scope="module")
def server(tmp_path_factory):
    """The address of a server with an empty database."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    folder = tmp_path_factory.mktemp("groonga")
    command = [
        GROONGA,
        "--protocol",
        "http",
        "--port",
        str(port),
        "--bind-address",
        "127.0.0.1",
        "-s",
        "-n",
        folder / "nodes",
    ]
    running = subprocess.Popen(
        [*command, "--log-path", folder / "log"], stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
    )
    for _ in range(100):
        try:
            urlopen(f"http://127.0.0.1:{port}/d/status", timeout=1).close()
            break
        except OSError:
            time.sleep(0.1)
    yield f"http://127.0.0.1:{port}"
    running.terminate()
    running.wait(10)


@pytest.fixture
def on_the_server(server, settings):
    settings.SEARCH_INDEX = "tongban.knowledge.contrib.groonga.GroongaIndex"
    settings.SEARCH_ADDRESS = server
    forget()
    yield server
    forget()


def test_it_finds_first_what_the_embedded_index_finds_first(edition, on_the_server):
    found = {words: shown_first(knowledge.search(words, edition=edition).hits) for _, words in FIRST}
    missed = [(code, words) for code, words in FIRST if code not in found[words]]

    assert missed == []


@pytest.mark.parametrize("words", ['"', "\\", 'a" OR "b', "called:@x", "((((", "\x00", "' OR 1=1", "开" * 500])
def test_hostile_words_are_no_instructions(edition, on_the_server, words):
    assert isinstance(knowledge.search(words, edition=edition), knowledge.Found)


def test_a_second_process_uses_what_is_filled(edition, on_the_server):
    knowledge.search("饭店", edition=edition)
    forget()

    assert knowledge.search("开小饭店", edition=edition).hits[0].code == "restaurant"


def test_without_its_server_the_search_goes_on(edition, on_the_server, settings, monkeypatch):
    knowledge.search("饭店", edition=edition)
    from tongban.knowledge.queries import judge_of

    monkeypatch.setattr(judge_of(edition).finder.index, "address", "http://127.0.0.1:9")

    assert knowledge.search("开小饭店", edition=edition).hits[0].code == "restaurant"
