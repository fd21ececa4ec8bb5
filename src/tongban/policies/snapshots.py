"""Snapshots: what the registers know of everybody on a day, set down once as columns, so that a list can be made again."""

import os
import shutil
from bisect import bisect_right
from collections import Counter
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import ExitStack
from datetime import datetime
from functools import lru_cache
from hashlib import file_digest, sha256
from itertools import accumulate
from pathlib import Path
from tempfile import mkdtemp
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.utils.timezone import localdate

from tongban.catalogue import public as catalogue
from tongban.catalogue.public import Edition, Fact
from tongban.identity.public import PartyKind
from tongban.journal import public as journal
from tongban.kernel.words import Words
from tongban.policies.events import SnapshotTaken
from tongban.policies.models import TakenSnapshot
from tongban.policies.queries import facts_fetched
from tongban.policies.types import NoSnapshot, Readiness, Snapshot
from tongban.rules import public as rules
from tongban.sources import public as sources
from tongban.sources.public import Block

FOR_ALL = Words("惠企利民政策测算与免申即享", "Estimating policies, and benefits without applying")
COLUMNS, HOLDERS, KEPT = "columns.parquet", "holders.parquet", "kept"
PREPARE = "policies.prepare_snapshot"
SPELL = 5.0  # seconds of one errand of the worker


def facts_kept(edition: Edition, audience: str) -> tuple[Fact, ...]:
    """The facts that a snapshot holds: those on which policies and exclusions rest, and those by which people are counted."""
    wanted = {fact.code for fact in facts_fetched(edition, audience)}
    return tuple(
        fact
        for fact in edition.facts.values()
        if fact.source in edition.sources and (fact.code in wanted or fact.breakdown == audience)
    )


def breakdowns(edition: Edition, audience: str) -> tuple[Fact, ...]:
    """The facts by which an audience is counted in groups (分组口径), in the order of the content."""
    return tuple(fact for fact in edition.facts.values() if fact.breakdown == audience)


def snapshot(
    edition: Edition, audience: str, *, at: datetime, by: str, told: Callable[[int], None] = lambda done: None
) -> Snapshot:
    """Ask every register for everybody, and keep what they say. `told` hears after each block how many parties are done.

    The use is in the ledger of extracts. A register that does not answer leaves its facts unknown and is named in `silent`.
    The same answers give the same digest; such a snapshot is not kept twice.
    """
    blocks = sources.extract(
        edition.by_source(facts_kept(edition, audience)),
        kind=PartyKind(audience), purpose=f"{FOR_ALL.zh} / {FOR_ALL.en}", by=by, at=at,
    )  # fmt: skip
    settings.POPULATIONS.mkdir(parents=True, exist_ok=True)
    folder = Path(mkdtemp(prefix=".half-", dir=settings.POPULATIONS))
    try:
        written = _Written(folder)
        written.take(blocks, told)
        return _kept(written, edition, audience, at=at, by=by)
    finally:
        shutil.rmtree(folder, ignore_errors=True)


class _Written:
    """The two files of a snapshot while they grow: columns without codes, and apart from them the codes."""

    def __init__(self, folder: Path) -> None:
        self.folder, self.size = folder, 0
        self.silent: tuple[str, ...] = ()
        self.unreadable: Counter[str] = Counter()

    def take(self, blocks: Iterator[Block], told: Callable[[int], None]) -> None:
        import pyarrow as pa
        from pyarrow import parquet

        with ExitStack() as files:
            writers: dict[str, Any] = {}
            for block in blocks:
                tables = {COLUMNS: pa.table(dict(block.columns)), HOLDERS: pa.table({"holder": list(block.codes)})}
                for name, table in tables.items():
                    if name not in writers:
                        writer = parquet.ParquetWriter(self.folder / name, table.schema, compression="zstd")
                        writers[name] = files.enter_context(writer)
                    writers[name].write_table(table)
                self.size += len(block.codes)
                self.silent = block.silent
                self.unreadable.update(block.unreadable)
                told(self.size)
        if not self.size:
            raise NoSnapshot(NOBODY)

    def digest(self) -> str:
        """Of both files, one after the other."""
        found = []
        for name in (COLUMNS, HOLDERS):
            with (self.folder / name).open("rb") as file:
                os.fsync(file.fileno())
                found.append(file_digest(file, "sha256").hexdigest())
        return "".join(found)


@transaction.atomic
def _kept(written: _Written, edition: Edition, audience: str, *, at: datetime, by: str) -> Snapshot:
    on = localdate(at)
    digest = sha256(f"{written.digest()}:{audience}:{on}:{edition.digest}".encode()).hexdigest()
    row, is_new = TakenSnapshot.objects.get_or_create(
        digest=digest,
        defaults={
            "audience": audience, "edition": edition.digest, "on": on, "size": written.size, "silent": list(written.silent),
            "unreadable": dict(written.unreadable), "made_at": at, "made_by": by,
        },
    )  # fmt: skip
    to = settings.POPULATIONS / digest
    if not to.exists():
        written.folder.rename(to)
    if is_new:
        journal.publish(
            SnapshotTaken(
                subject=digest, audience=audience, size=written.size, edition=edition.digest, silent=written.silent
            ),
            by=by, at=at,
        )  # fmt: skip
        _promise_copies(digest, left=-1, at=at)
    return _seen(row)


def snapshots(audience: str, *, limit: int = 50) -> tuple[Snapshot, ...]:
    """The latest snapshots of an audience, the newest first. One query."""
    return tuple(map(_seen, TakenSnapshot.objects.filter(audience=audience).order_by("-made_at", "-id")[:limit]))


def get_snapshot(digest: str) -> Snapshot:
    """The snapshot of this digest; raises `NoSnapshot`."""
    row = TakenSnapshot.objects.filter(digest=digest).first()
    if row is None:
        raise NoSnapshot(UNKNOWN.filled(digest=digest[:12]))
    return _seen(row)


def population(taken: Snapshot, *, edition: Edition, facts: Sequence[str] = ()) -> "rules.Population":
    """Everybody of a snapshot as columns of the edition's facts, or only of those named. A fact it lacks is unknown for all.

    Raises `NoSnapshot` where its files are gone.
    """
    # Mapped, not read: beside the snapshot's own files stands a copy of each column as it is reckoned with.
    path = _file(taken, COLUMNS)
    return rules.Population.kept(path, path.parent / KEPT, facts=_types(edition, taken, facts))


def readiness(taken: Snapshot, *, edition: Edition) -> Readiness:
    """How far a snapshot is prepared for the edition's facts. Raises `NoSnapshot` where its files are gone."""
    path, types = _file(taken, COLUMNS), _types(edition, taken, ())
    missing = rules.Population.uncopied(path, path.parent / KEPT, facts=types)
    return Readiness(len(types), missing, taken.size)


def prepare(digest: str, *, at: datetime, spell: float = SPELL) -> None:
    """Copy columns of a snapshot for a spell of so many seconds, and promise what is left: the worker has other errands too."""
    taken, edition, began = get_snapshot(digest), catalogue.edition(), monotonic()
    missing = readiness(taken, edition=edition).missing
    copied = 0
    while copied < len(missing) and (not copied or monotonic() - began < spell):
        fact = missing[copied]
        _ = population(taken, edition=edition, facts=(fact,)).columns[fact]  # made by being looked at
        copied += 1
    if left := len(missing) - copied:
        _promise_copies(digest, left=left, at=at)


def _promise_copies(digest: str, *, left: int, at: datetime) -> None:
    body = {"snapshot": digest, "at": at.isoformat()}
    journal.promise(kind=PREPARE, key=f"prepare:{digest}:{left}", body=body, at=at)


def _types(edition: Edition, taken: Snapshot, facts: Sequence[str]) -> "dict[str, rules.FactType]":
    types = catalogue.fact_types(edition)
    return {code: types[code] for code in facts or [fact.code for fact in facts_kept(edition, taken.audience)]}


def holders(taken: Snapshot, rows: Sequence[int]) -> tuple[str, ...]:
    """The codes of the parties in these rows: citizen numbers, or credit codes. Only the blocks in which they stand are read."""
    file = _opened(taken, HOLDERS)
    found: dict[int, str] = {}
    for block, places in _by_block(file, rows).items():
        codes = file.read_row_group(block).column("holder").to_pylist()
        found |= {row: codes[place] for row, place in places.items()}
    return tuple(found[row] for row in map(int, rows))


def row_of(taken: Snapshot, holder: str) -> int | None:
    """The row of one party, or None where it is not in the snapshot. Only blocks whose codes lie about this one are read."""
    import pyarrow.compute as pc

    file = _opened(taken, HOLDERS)
    for block, (first, low, high) in enumerate(_bounds(_file(taken, HOLDERS))):
        if low is None or low <= holder <= high:
            place = pc.index(file.read_row_group(block).column("holder"), holder).as_py()
            if place >= 0:
                return first + int(place)
    return None


def values_of(
    taken: Snapshot, holder: str, *, edition: Edition, facts: Sequence[str] = ()
) -> dict[str, "rules.Value"] | None:
    """What a snapshot says of one party, as one person's values; None where the party is not in it.

    As `population(...).person(row_of(...))`, but of both files only the block in which the party stands is read, and of that
    the columns of these facts. Raises `NoSnapshot` where the files are gone.
    """
    row = row_of(taken, holder)
    return None if row is None else values_at(taken, [row], edition=edition, facts=facts)[row]


def values_at(
    taken: Snapshot, rows: Sequence[int], *, edition: Edition, facts: Sequence[str] = ()
) -> dict[int, dict[str, "rules.Value"]]:
    """The same of several rows, by row: each block in which one of them stands is read once."""
    file, types = _opened(taken, COLUMNS), _types(edition, taken, facts)
    there = [code for code in file.schema_arrow.names if code in types]
    found: dict[int, dict[str, rules.Value]] = {}
    for block, places in _by_block(file, rows).items():
        table = file.read_row_group(block, columns=there).take(list(places.values()))
        people = rules.Population.from_arrow(table, facts=types)
        found |= {row: people.person(at) for at, row in enumerate(places)}
    return found


def _by_block(file: Any, rows: Sequence[int]) -> dict[int, dict[int, int]]:
    """The rows by the block in which they stand, each with its place there."""
    firsts = _firsts(file.metadata)
    found: dict[int, dict[int, int]] = {}
    for row in map(int, rows):
        block = bisect_right(firsts, row) - 1
        found.setdefault(block, {})[row] = row - firsts[block]
    return found


def _firsts(metadata: Any) -> list[int]:
    sizes = (metadata.row_group(block).num_rows for block in range(metadata.num_row_groups))
    return [0, *accumulate(sizes)][:-1]


def _opened(taken: Snapshot, name: str) -> Any:
    from pyarrow import parquet

    path = _file(taken, name)
    return parquet.ParquetFile(path, metadata=_metadata(path))


# What a file says of its blocks grows with the city, and nothing changes a snapshot: each process reads it once.
@lru_cache(maxsize=8)
def _metadata(path: Path) -> Any:
    from pyarrow import parquet

    return parquet.read_metadata(path)


@lru_cache(maxsize=8)
def _bounds(path: Path) -> tuple[tuple[int, str | None, str], ...]:
    """Of each block of holders: its first row, and the lowest and highest code, None where the file does not say."""
    metadata = _metadata(path)
    found = []
    for block, first in enumerate(_firsts(metadata)):
        said = metadata.row_group(block).column(0).statistics
        is_said = said is not None and said.has_min_max
        found.append((first, said.min, said.max) if is_said else (first, None, ""))
    return tuple(found)


def _file(taken: Snapshot, name: str) -> Path:
    path: Path = settings.POPULATIONS / taken.digest / name
    if not path.exists():
        raise NoSnapshot(GONE.filled(digest=taken.digest[:12], folder=str(settings.POPULATIONS)))
    return path


def _seen(row: TakenSnapshot) -> Snapshot:
    unreadable: Mapping[str, int] = row.unreadable
    return Snapshot(
        digest=row.digest, audience=row.audience, edition=row.edition, on=row.on, size=row.size, silent=tuple(row.silent),
        unreadable=unreadable, made_at=row.made_at, made_by=row.made_by,
    )  # fmt: skip


NOBODY = Words(
    "登记库里没有这类对象，没有可以留存的快照。", "The registers know nobody of this kind; there is nothing to keep."
)
UNKNOWN = Words("没有编号为 {digest} 的人群快照。", "There is no snapshot {digest}.")
GONE = Words(
    "人群快照 {digest} 的文件不见了。请从备份恢复文件夹 {folder}，不要另做一份：名单要按原来的数据重算。",
    "The files of the snapshot {digest} are gone. Restore the folder {folder} from the backup: a new snapshot "
    "would not prove the old lists.",
)
