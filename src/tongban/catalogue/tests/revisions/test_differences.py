"""What changed is told in plain words, in both languages; a text that was exported reads back as the same values."""

from dataclasses import replace
from itertools import pairwise

import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from tongban.catalogue import public as catalogue
from tongban.catalogue.contrib.folder.content import definitions_of
from tongban.catalogue.contrib.folder.reading import contents_of, read_contents
from tongban.catalogue.models import Manuscript
from tongban.catalogue.public import studio
from tongban.catalogue.revisions.texts import rewritten
from tongban.catalogue.revisions.writing import merged, replaced, values_of, written
from tongban.catalogue.tests.conftest import AT, SHANGHAI
from tongban.catalogue.tests.revisions.conftest import DAY, SIGN, TODAY, published, revised, text_of, with_days
from tongban.identity.public import NotFound

FACTS = "facts/trade.yaml"


def told(before, after, edition):
    return [one.says for one in studio.differences(before, after, kind="item", was=edition, now=edition)]


def test_each_kind_of_change_is_a_sentence(small):
    old = small.items["signboard"]
    rule = replace(old.conditions[-1], rule="sign_clearance >= 3")
    new = replace(
        old,
        promised=replace(old.promised, days=1),
        materials=old.materials[1:],
        conditions=(*old.conditions[:-1], rule),
        visits=1,
        aliases=(*old.aliases, "门头牌"),
    )

    zh = [each.zh for each in told(old, new, small)]
    en = [each.en for each in told(old, new, small)]

    days = old.promised.days
    assert f"承诺时限由 {days} 个工作日改为 1 个工作日" in zh
    assert f"Promised limit: from {days} working days to 1 working day" in en
    assert f"取消材料：“{old.materials[0].name.zh}”" in zh
    assert "到现场次数由 0 改为 1" in zh
    assert "新增别名：“门头牌”" in zh
    assert any("判断规则由“" in each and "不少于 2.5 米" in each and "不少于 3 米" in each for each in zh), zh
    assert any("at least 3 metres" in each for each in en), en


def test_the_same_is_no_difference_and_another_order_is_one(small):
    old = small.items["signboard"]

    assert told(old, old, small) == []
    assert [each.zh for each in told(old, replace(old, conditions=old.conditions[::-1]), small)] == [
        "受理条件的先后顺序改变了"
    ]


def test_the_whole_difference_of_an_item_against_another_never_fails(small):
    """Any two definitions of one kind can be told apart, whatever differs."""
    for place, kind in (("facts", "fact"), ("organs", "organ"), ("sources", "source"), ("laws", "law")):
        each = list(getattr(small, place).values())
        for one, two in pairwise(each):
            assert studio.differences(one, two, kind=kind, was=small, now=small)


def test_the_public_history_tells_what_changed_and_since_when(han, cao):
    published(han, cao, with_days(3), on=TODAY + DAY, title="时限缩短")

    before, after = (studio.versions("item", "signboard", on=day) for day in (TODAY, TODAY + DAY))

    assert (len(before), len(after)) == (1, 2)
    assert (after[0].effective_on, after[0].title) == (TODAY + DAY, "时限缩短")
    assert "改为 3 个工作日" in after[0].differences[0].says.zh
    assert studio.since("item", "signboard", on=TODAY + DAY)["promised"] == TODAY + DAY
    assert studio.since("item", "signboard", on=TODAY + DAY)["materials"] == TODAY
    stands = studio.stands_since(catalogue.edition(on=TODAY + DAY), "item")
    assert stands["signboard"] == max(studio.since("item", "signboard", on=TODAY + DAY).values()) == TODAY + DAY
    organs = studio.stands_since(catalogue.edition(on=TODAY + DAY), "organ")
    assert set(organs.values()) == {TODAY}, "the others stand as they did"
    assert set(stands) == set(catalogue.edition(on=TODAY + DAY).items)
    number = after[0].edition
    assert studio.compared("item", "signboard", first=number, second=1, on=TODAY + DAY)
    with pytest.raises(NotFound):
        studio.compared("item", "signboard", first=number, second=1, on=TODAY)
    with pytest.raises(NotFound):
        studio.versions("item", "nothing", on=TODAY)


def test_an_item_that_is_withdrawn_and_comes_back_is_told_so(han, cao):
    code = revised(han, None, title="取消")
    studio.save(code, "cases/signboard.yaml", None, seen=0, by=han, at=AT)
    studio.submit(code, by=han, at=AT)
    studio.approve(code, seen=studio.get_revision(code, seen_by=cao).digest, by=cao, at=AT)
    studio.publish(code, effective_on=TODAY, by=cao, at=AT)

    gone = studio.versions("item", "signboard", on=TODAY)[0]

    assert gone.is_gone
    assert "取消事项“挂店招牌”" in gone.differences[0].says.zh
    assert "signboard" not in catalogue.edition(on=TODAY).items


def test_what_a_revision_changes_and_whom_it_touches_is_known_before(han):
    code = studio.start("改数据项", by=han, at=AT).code
    fact = studio.values_of(text_of(FACTS), file=FACTS)["sign_text"] | {"example": "好吃面馆"}
    studio.save_parts(code, FACTS, {"sign_text": fact}, seen=0, by=han, at=AT)

    changed = studio.examine(studio.get_revision(code, seen_by=han), on=TODAY).changed

    assert [(one.kind, one.asked_by) for one in changed] == [("fact", ("signboard",))]


def test_test_cases_tell_what_came_and_why(han):
    code = revised(han, text_of().replace("rule: sign_clearance >= 2.5}", "rule: sign_clearance >= 3}"))

    found = studio.trials_of(studio.get_revision(code, seen_by=han), "signboard", on=TODAY)

    wrong = [one for one in found if not one.holds]
    assert [(one.about, one.expected, one.came) for one in wrong] == [("above_people", "met", "not_met")]
    assert "3 米" in wrong[0].why.zh


@pytest.mark.django_db
def test_content_without_kept_texts_is_written_anew_with_the_same_digests(tmp_path):
    edition = catalogue.publish(SHANGHAI, by="editor", at=AT)
    row = Manuscript.objects.get().edition

    texts = rewritten(row)
    documents, problems = read_contents({file: text.encode() for file, text in texts.items()})
    again = definitions_of(documents)

    assert problems == []
    kept = definitions_of(read_contents(contents_of(SHANGHAI))[0])
    assert {each[:2] for each in again} == {each[:2] for each in kept}
    assert sorted(again, key=str) == sorted(kept, key=str)
    assert edition.number == row.number


WORDS = st.text(
    st.characters(exclude_categories=("Cs", "Cc"), exclude_characters="\ufeff\u2028\u2029\x85"), max_size=20
)
PLAIN = st.one_of(
    WORDS, st.booleans(), st.integers(-(10**9), 10**9), st.none(),
    st.floats(allow_nan=False, allow_infinity=False, width=32),
)  # fmt: skip
KEYS = st.from_regex(r"[a-z][a-z0-9_]{0,8}", fullmatch=True)
VALUES = st.recursive(
    PLAIN,
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
    max_leaves=8,
)
DOCUMENTS = st.dictionaries(KEYS, VALUES, min_size=1, max_size=4)
FILE = "items/x.yaml"


@settings(max_examples=150, deadline=None)
@example(first={"a": "\xa0"}, second={"a": "\u3000"})
@given(first=DOCUMENTS, second=DOCUMENTS)
def test_whatever_is_written_reads_back_and_parts_are_replaced_without_touching_others(first, second):
    text = "# 注释 comment\n" + written(first)

    assert values_of(text, file=FILE) == first
    changed = replaced(text, second, file=FILE, order=[*second, *first])

    assert values_of(changed, file=FILE) == first | second
    assert replaced(text, first, file=FILE) == text
    assert changed.startswith("# 注释 comment\n")


@settings(max_examples=100, deadline=None)
@given(ground=DOCUMENTS, mine=VALUES, theirs=VALUES)
def test_two_who_change_different_parts_are_put_together(ground, mine, theirs):
    start = written(ground)
    ours = replaced(start, {"a_mine": mine}, file=FILE)
    others = replaced(start, {"b_theirs": theirs}, file=FILE)

    both = values_of(merged(start, ours, others, file=FILE), file=FILE)

    assert both == ground | {"a_mine": mine, "b_theirs": theirs}


def test_what_is_not_changed_stays_byte_for_byte():
    text = (SHANGHAI / SIGN).read_text(encoding="utf8")

    changed = replaced(text, {"visits": 3}, file=SIGN)

    lines = [(one, two) for one, two in zip(text.splitlines(), changed.splitlines(), strict=True) if one != two]
    assert lines == [("visits: 0", "visits: 3")]
