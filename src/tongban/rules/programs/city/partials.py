"""What a long run has done so far, in a folder: the tallies and lists of each block, frozen by what they were made from."""

import json
import os
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Protocol

import numpy as np

from tongban.rules.programs.simulation import Tally

_FORM = 1
_NAMES = {
    "program": ("规则", "the program"), "people": ("人群文件", "the population"), "on": ("判断日期", "the day"),
    "lists": ("所列名单", "the lists"), "form": ("部分结果的格式", "the form of the partial results"),
}  # fmt: skip


class Stopped(Exception):
    """A run was stopped as it was asked to; what was kept in a folder can be gone on with."""

    def __init__(self, done: int, blocks: int) -> None:
        super().__init__(
            f"运行已停止：本次完成 {done}/{blocks} 块 / stopped: {done} of {blocks} blocks done in this run"
        )
        self.done, self.blocks = done, blocks


class OtherRun(ValueError):
    """The partial results in a folder are those of another program, population or day."""

    def __init__(self, folder: Path, changed: list[str]) -> None:
        zh, en = ("、".join(_NAMES[each][0] for each in changed), ", ".join(_NAMES[each][1] for each in changed))
        super().__init__(
            f"{folder} 中的部分结果来自另一次运行（不同的是：{zh}），不能接着算。请换一个文件夹，或删除它重新开始。\n"
            f"The partial results in {folder} are of another run (other: {en}); it cannot go on there. "
            "Give another folder, or delete this one to begin again."
        )
        self.changed = tuple(changed)


class Asked(Protocol):
    """What a run was asked: a task."""

    program: Any
    people: Any
    on: Any
    lists: tuple[str, ...]


@dataclass(frozen=True)
class Partials:
    """The folder. A block counts as done when its tallies stand; they are written last, and whole or not at all."""

    folder: Path
    lists: tuple[str, ...]

    @classmethod
    def of(cls, folder: Path, asked: Asked) -> "Partials":
        """Opens the folder for a run, or begins it. Raises `OtherRun` where it belongs to another."""
        made_from = {
            "form": _FORM, "program": _digest(asked), "people": asked.people.digest(), "on": asked.on.isoformat(),
            "lists": list(asked.lists),
        }  # fmt: skip
        folder.mkdir(parents=True, exist_ok=True)
        frozen = folder / "run.json"
        if frozen.exists():
            there = json.loads(frozen.read_text(encoding="utf8"))
            changed = [each for each in made_from if there.get(each) != made_from[each]]
            if changed:
                raise OtherRun(folder, changed)
        else:
            _write(frozen, json.dumps(made_from).encode())
        return cls(folder, asked.lists)

    def done(self) -> dict[int, tuple[dict[str, Tally], dict[str, Any]]]:
        """What stands, by block."""
        found = {}
        for path in sorted(self.folder.glob("block-*.json")):
            tallies = {name: Tally(*each) for name, each in json.loads(path.read_text(encoding="utf8")).items()}
            words: Any = np.load(path.with_suffix(".npy")) if self.lists else ()
            listed = {name: (words[place, 0], words[place, 1]) for place, name in enumerate(self.lists)}
            found[int(path.stem.removeprefix("block-"))] = tallies, listed
        return found

    def keep(self, index: int, found: tuple[dict[str, Tally], dict[str, Any]]) -> None:
        """Puts down what was found in a block."""
        tallies, listed = found
        path = self.folder / f"block-{index:06}.json"
        if self.lists:
            words = np.array([listed[name] for name in self.lists], np.uint64)
            half = path.with_suffix(".half.npy")
            np.save(half, words)
            half.replace(path.with_suffix(".npy"))
        rows = {name: (each.met, each.unknown, each.fen, each.unpriced) for name, each in tallies.items()}
        _write(path, json.dumps(rows).encode())


def _digest(asked: Asked) -> str:
    """SHA-256 of the program as it is on the day: names, conditions and amounts, with every dated value settled."""
    return sha256(repr(asked.program.shapes(asked.on)).encode()).hexdigest()


def _write(path: Path, content: bytes) -> None:
    half = path.with_suffix(".half")
    with half.open("wb") as file:
        file.write(content)
        file.flush()
        os.fsync(file.fileno())
    half.replace(path)
