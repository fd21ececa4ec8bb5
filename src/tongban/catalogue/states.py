"""The states of a revision, what may follow what, and who does it. One page that a lawyer can read; docs/revisions.md prints it."""

from collections.abc import Mapping
from enum import StrEnum

from tongban.kernel.words import Words


class RevisionState(StrEnum):
    """Where a revision (修订) stands, from the first word to the day on which it takes force."""

    DRAFT = "draft"  # being written; every saved state is kept
    CHECKED = "checked"  # without a problem, and laid before a second person
    APPROVED = "approved"  # by a second person, who wrote none of it
    PUBLISHED = "published"  # with a day from which it is in force
    WITHDRAWN = "withdrawn"  # given up, or taken back before its day


NEXT: Mapping[RevisionState, frozenset[RevisionState]] = {
    RevisionState.DRAFT: frozenset({RevisionState.CHECKED, RevisionState.WITHDRAWN}),
    RevisionState.CHECKED: frozenset({RevisionState.APPROVED, RevisionState.DRAFT, RevisionState.WITHDRAWN}),
    RevisionState.APPROVED: frozenset({RevisionState.PUBLISHED, RevisionState.DRAFT, RevisionState.WITHDRAWN}),
    RevisionState.PUBLISHED: frozenset({RevisionState.WITHDRAWN}),
    RevisionState.WITHDRAWN: frozenset(),
}

MEANINGS: Mapping[RevisionState, tuple[Words, Words, Words]] = {
    RevisionState.DRAFT: (
        Words("草稿", "draft"),
        Words("正在写，每次保存都留底", "being written; every saved state is kept"),
        Words("编辑", "an editor"),
    ),
    RevisionState.CHECKED: (
        Words("已校验，待审定", "checked, waits for approval"),
        Words(
            "校验没有问题，交另一人审定；再改就回到草稿",
            "without a problem, and laid before another; a change makes it a draft again",
        ),
        Words("审定人（没有写过其中任何一句）", "an approver who wrote none of it"),
    ),
    RevisionState.APPROVED: (
        Words("已审定", "approved"),
        Words(
            "可以定施行日期发布；再改就回到草稿，要重新审定",
            "may be published with a day; a change makes it a draft again and voids the approval",
        ),
        Words("编辑或审定人", "an editor or an approver"),
    ),
    RevisionState.PUBLISHED: (
        Words("已发布", "published"),
        Words(
            "自施行日起自动生效；生效前可以撤回，生效后只能再发布旧内容来恢复",
            "in force by itself from its day; before it may be taken back, after it only old content published anew restores",
        ),
        Words("无", "nobody"),
    ),
    RevisionState.WITHDRAWN: (
        Words("已撤回", "withdrawn"),
        Words("放弃，或在施行日之前撤回；文本都留底", "given up, or taken back before its day; its texts are kept"),
        Words("无", "nobody"),
    ),
}


def may_follow(before: RevisionState, after: RevisionState) -> bool:
    return after in NEXT[before]


def printed() -> str:
    """The table as docs/revisions.md shows it."""
    lines = [
        "# States of a revision · 修订状态",
        "",
        "Printed from `src/tongban/catalogue/states.py` (`.venv/bin/python -m tests.house.write_states`).",
        "",
        "| state | 状态 | what it means | who must act | may follow |",
        "|---|---|---|---|---|",
    ]
    for state in RevisionState:
        name, means, who = MEANINGS[state]
        follow = ", ".join(f"`{each}`" for each in RevisionState if each in NEXT[state]) or "-"
        lines.append(f"| `{state}` | {name.zh} | {means.zh} {means.en} | {who.zh} {who.en} | {follow} |")
    return "\n".join(lines) + "\n"
