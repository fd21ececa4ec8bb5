"""The same blocks on Apache Spark (PySpark, the extra `spark`): where a city does not fit on one machine.

Spark's own settings say where: spark-defaults, spark-submit, or an active session; without any it runs here (`local[*]`). The
column file must be reached under the same path by every worker, and `tongban` be installed there.
"""

import json
import os
import sys
from collections.abc import Callable, Iterator
from importlib import import_module
from typing import Any

import numpy as np
import pyarrow as pa

from tongban.rules.programs.city.partials import Stopped
from tongban.rules.programs.simulation import Tally

_SCHEMA = "block int, tallies string, words binary"
_ROUNDS = 4
"""Blocks for each place of the cluster in one job: between jobs progress is told, and a stop is asked for."""


def over(task: Any, indexes: list[int], stop: Callable[[], bool] | None) -> Iterator[tuple[int, Any]]:
    """The task on these blocks: a Spark job for some at a time, `mapInArrow` from block numbers to what was found."""
    session = _session()
    width = _ROUNDS * max(1, session.sparkContext.defaultParallelism)
    for start in range(0, len(indexes), width):
        if stop is not None and stop():
            raise Stopped(start, len(indexes))
        some = indexes[start : start + width]
        frame = session.createDataFrame([(each,) for each in some], "block int").repartition(len(some), "block")
        for row in frame.mapInArrow(_worker(task), _SCHEMA).collect():
            yield row.block, _read(row, task.lists)


def _session() -> Any:
    try:
        sql = import_module("pyspark.sql")
    except ImportError:
        raise RuntimeError(
            "TONGBAN_ENGINE=spark 需要 PySpark 和 Java：uv sync --extra spark，并安装 Java 17 或更新版本。\n"
            "TONGBAN_ENGINE=spark needs PySpark and Java: uv sync --extra spark, and a Java of 17 or newer."
        ) from None
    # Spark would take the first python3 that it finds; workers need ours, unless somebody said which.
    os.environ.setdefault("PYSPARK_PYTHON", sys.executable)
    return sql.SparkSession.getActiveSession() or sql.SparkSession.builder.appName("tongban").getOrCreate()


def _worker(task: Any) -> Callable[[Iterator[Any]], Iterator[Any]]:
    def work(batches: Iterator[Any]) -> Iterator[Any]:
        for batch in batches:
            for index in batch.column(0).to_pylist():
                yield _told(index, *task(index))

    return work


def _told(index: int, tallies: dict[str, Tally], listed: dict[str, Any]) -> Any:
    # JSON, because a sum of money may need more than 64 bits.
    rows = {name: (each.met, each.unknown, each.fen, each.unpriced) for name, each in tallies.items()}
    words = b"".join(side.tobytes() for rails in listed.values() for side in rails)
    return pa.RecordBatch.from_arrays(
        [pa.array([index], pa.int32()), pa.array([json.dumps(rows)]), pa.array([words], pa.binary())],
        names=["block", "tallies", "words"],
    )


def _read(row: Any, lists: tuple[str, ...]) -> tuple[dict[str, Tally], dict[str, Any]]:
    tallies = {name: Tally(*each) for name, each in json.loads(row.tallies).items()}
    if not lists:
        return tallies, {}
    words = np.frombuffer(bytes(row.words), np.uint64).reshape(len(lists), 2, -1)
    return tallies, {name: (words[place, 0], words[place, 1]) for place, name in enumerate(lists)}
