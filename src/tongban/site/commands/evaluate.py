"""`./tongban evaluate`: `search` says how often the right thing is found; `proposals` and `settle`: what use teaches."""

import argparse
import json
import sys
from dataclasses import asdict
from datetime import date
from pathlib import Path
from typing import TYPE_CHECKING

from tongban.site.commands import a_database, set_up_django

if TYPE_CHECKING:
    from tongban.knowledge.public import Evaluation

FLOOR = "floor.json"
USE = "from_use"


def evaluate(given: argparse.Namespace) -> int:
    return {"search": evaluate_search, "proposals": list_proposals, "settle": settle}[given.what](given)


def evaluate_search(given: argparse.Namespace) -> int:
    """Print the figures and the misses. With `--floor`, fail where a set of the content falls below its stored floor."""
    set_up_django(None)
    from django.conf import settings

    from tongban.catalogue import public as catalogue
    from tongban.knowledge import public as knowledge

    folder = settings.CONTENT / "questions"
    files = [Path(given.file)] if given.file else sorted(folder.glob("*.md"))
    try:
        edition = catalogue.draft(settings.CONTENT, on=date.today())  # noqa: DTZ011
        sets = {path.stem: knowledge.read_rows(path.read_text(encoding="utf8")) for path in files}
    except (OSError, ValueError) as trouble:
        print(f"不能评测 / cannot evaluate: {trouble}", file=sys.stderr)
        return 2
    found = {name: knowledge.evaluate(rows, edition=edition) for name, rows in sets.items()}
    if given.json:
        results = {name: asdict(each) for name, each in found.items()}
        print(json.dumps(results[files[0].stem] if given.file else results, ensure_ascii=False, indent=2))
    else:
        _print(found)
    return _below(found, folder / FLOOR) if given.floor else 0


def _print(found: "dict[str, Evaluation]") -> None:
    for name, each in found.items():
        print(f"{name}: top1 {each.top1:.3f}  top3 {each.top3:.3f}  mrr {each.mrr:.3f}  n {each.n}")
        for miss in each.misses:
            stands = f"第 {miss.rank} / rank {miss.rank}" if miss.rank else "没有 / none"
            print(f"  {miss.number}. {miss.question}  → {miss.answer}  ({stands}; {miss.given})")


def _below(found: "dict[str, Evaluation]", path: Path) -> int:
    floor = json.loads(path.read_text(encoding="utf8"))
    lost = [
        f"{name}: {measure} {getattr(found[name], measure):.3f} < {least:.3f}"
        for name, measures in floor.items()
        for measure, least in measures.items()
        if name in found and getattr(found[name], measure) < least
    ]
    for each in lost:
        print(f"✗ 搜索变差了 / the search got worse: {each}")
    return 1 if lost else 0


def list_proposals(given: argparse.Namespace) -> int:
    """What people opened after which words, as rows that an editor may accept."""
    with a_database():
        from tongban.knowledge import public as knowledge

        print("| words | node | seen |")
        print("|---|---|---|")
        for each in knowledge.proposals():
            print(f"| {each.words} | {each.node} | {each.count}/{each.of}, rank {each.rank} |")
    return 0


def settle(given: argparse.Namespace) -> int:
    """Make a proposal a question of the evaluation or a phrasing of the content, or put it aside; the journal keeps who did.

    Whoever runs it operates this machine and answers for that; `--by` must be an editor. In the studio the page asks for the role.
    """
    with a_database():
        from django.conf import settings
        from django.utils import timezone

        from tongban.knowledge import public as knowledge

        if not _is_editor(given.by):
            print(f"{given.by} 不是编辑 / {given.by} is no editor", file=sys.stderr)
            return 1
        if not knowledge.settle_proposal(given.words, given.node, outcome=given.to, by=given.by, at=timezone.now()):
            print(f"没有这条建议 / no such proposal: {given.words} → {given.node}", file=sys.stderr)
            return 1
        if given.to == "question":
            _add_question(settings.CONTENT / "questions" / f"{USE}.md", given.words, given.node)
        elif given.to == "phrasing":
            _add_phrasing(settings.CONTENT / "phrasings" / f"{USE}.yaml", given.words, given.node)
    return 0


def _is_editor(code: str) -> bool:
    from tongban.identity import public as identity

    person = identity.people([code]).get(code)
    duty = identity.official_of(person) if person else None
    return duty is not None and duty.role == identity.Official.Role.EDITOR


def _add_question(path: Path, words: str, node: str) -> None:
    text = (
        path.read_text(encoding="utf8")
        if path.exists()
        else "# Questions from use\n\n| # | question | answer |\n|---|---|---|\n"
    )
    number = text.count("\n| ") + 0
    path.write_text(f"{text}| {number} | {words.replace('|', '/')} | {node} |\n", encoding="utf8")


def _add_phrasing(path: Path, words: str, node: str) -> None:
    import yaml

    kept = yaml.safe_load(path.read_text(encoding="utf8")) if path.exists() else {}
    kept.setdefault(node, []).append(words)
    head = "# yaml-language-server: $schema=../../../docs/schema/phrasings.json\n#\n# Accepted from use 由使用而来\n\n"
    path.parent.mkdir(exist_ok=True)
    path.write_text(head + yaml.safe_dump(kept, allow_unicode=True, sort_keys=True), encoding="utf8")


def main() -> int:
    """The step of the gate."""
    return evaluate_search(argparse.Namespace(file=None, json=False, floor=True))


if __name__ == "__main__":
    sys.exit(main())
