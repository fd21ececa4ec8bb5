"""The same policies in OpenFisca-Core. Runs in an environment of its own, for OpenFisca is AGPL: nothing of ours is imported.

Usage: python _openfisca.py FOLDER: columns as FOLDER/v-CODE.npy and k-CODE.npy, the policies as FOLDER/policies.json.
Prints seconds, CPU seconds and the answers as JSON.
"""

import json
import sys
import time
from collections.abc import Mapping
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
from openfisca_core.entities import build_entity
from openfisca_core.periods import DateUnit
from openfisca_core.simulations import SimulationBuilder
from openfisca_core.taxbenefitsystems import TaxBenefitSystem
from openfisca_core.variables import Variable

MONTH = "2026-11"
KINDS = {"b": bool, "i": int, "M": date}


class Asked(Mapping):
    """Columns by code: each is a variable of the person."""

    def __init__(self, person: Any, period: Any, prefix: str) -> None:
        self.person, self.period, self.prefix = person, period, prefix

    def __getitem__(self, code: str) -> Any:
        return self.person(self.prefix + code, self.period)

    def __iter__(self) -> Any:
        raise TypeError

    def __len__(self) -> int:
        raise TypeError


def variable(name: str, kind: Any, person: Any, formula: Any = None) -> type:
    parts = {"value_type": kind, "entity": person, "definition_period": DateUnit.MONTH, "label": name}
    return type(name, (Variable,), parts | ({"formula": formula} if formula else {}))


def formula_of(text: str) -> Any:
    code = compile(text, "policy", "eval")

    def formula(person: Any, period: Any) -> Any:
        found = eval(code, {"np": np, "v": Asked(person, period, "v_"), "k": Asked(person, period, "k_")})
        return np.broadcast_to(found, (person.count,))

    return formula


def system_of(columns: dict[str, Any], policies: list[tuple[str, str]]) -> TaxBenefitSystem:
    person = build_entity(key="person", plural="persons", label="person", is_person=True)
    system = TaxBenefitSystem([person])
    for name, values in columns.items():
        system.add_variable(variable(name, KINDS[values.dtype.kind], person))
    for place, (condition, amount) in enumerate(policies):
        system.add_variable(variable(f"p{place}_met", bool, person, formula_of(condition)))
        system.add_variable(variable(f"p{place}_fen", int, person, formula_of(amount)))
    return system


def main() -> None:
    folder = Path(sys.argv[1])
    columns = {each.stem.replace("-", "_"): np.load(each) for each in sorted(folder.glob("*.npy"))}
    policies = json.loads((folder / "policies.json").read_text())
    people = len(next(iter(columns.values())))
    simulation = SimulationBuilder().build_default_simulation(system_of(columns, policies), count=people)
    for name, values in columns.items():
        simulation.set_input(name, MONTH, values)
    cpu, clock, answers = time.process_time(), time.perf_counter(), []
    for place in range(len(policies)):
        met = simulation.calculate(f"p{place}_met", MONTH)
        fen = simulation.calculate(f"p{place}_fen", MONTH)
        answers.append((int(met.sum()), int(fen[met].sum(dtype=np.int64))))
        # What is not needed again is given up, or a city would not fit.
        simulation.delete_arrays(f"p{place}_met")
        simulation.delete_arrays(f"p{place}_fen")
    found = {"cpu_seconds": time.process_time() - cpu, "seconds": time.perf_counter() - clock}
    print(json.dumps(found | {"people": people, "answers": answers}))


if __name__ == "__main__":
    main()
