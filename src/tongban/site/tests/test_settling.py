"""What a server process holds for good is searched for garbage once."""

import gc

import pytest

from tongban.site import processes
from tongban.site.wsgi import SETTLED_AFTER, settling


@pytest.fixture
def frozen():
    """How many objects are searched no more."""
    gc.unfreeze()
    threshold = gc.get_threshold()
    yield gc.get_freeze_count
    gc.set_threshold(*threshold)
    gc.unfreeze()


def test_a_process_settles_once_and_answers_as_before(frozen):
    asked = []
    serve = settling(lambda environ, start_response: asked.append(environ) or [b"page"])

    for number in range(1, SETTLED_AFTER):
        assert serve({"number": number}, None) == [b"page"]
    assert frozen() == 0

    assert serve({"number": SETTLED_AFTER}, None) == [b"page"]
    once = frozen()
    assert once > 10_000
    assert gc.get_threshold()[0] == processes.YOUNG

    kept = [[] for _ in range(1000)]
    for number in range(SETTLED_AFTER + 1, 3 * SETTLED_AFTER):
        serve({"number": number}, None)
    assert frozen() <= once
    assert len(kept) == 1000
    assert [environ["number"] for environ in asked] == list(range(1, 3 * SETTLED_AFTER))
