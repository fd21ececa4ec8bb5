"""Every case that is written for a policy comes out as written: alone, and among all cases and policies on both engines."""

from datetime import date
from decimal import Decimal
from pathlib import Path

import numpy as np
import pytest
import yaml

from tongban.catalogue import public as catalogue
from tongban.policies import public as policies
from tongban.rules import public as rules
from tongban.rules.public import FactKind, Outcome, Population

SHANGHAI = Path(__file__).parents[4] / "content" / "shanghai"
ON = "2026-11-23"
READ = {
    FactKind.DATE: date.fromisoformat, FactKind.CHOICES: tuple, FactKind.TEXT: str,
    FactKind.MONEY: lambda raw: Decimal(str(raw)), FactKind.NUMBER: lambda raw: Decimal(str(raw)),
}  # fmt: skip


@pytest.fixture(scope="module")
def edition():
    return catalogue.draft(SHANGHAI, on=date.fromisoformat(ON))


@pytest.fixture(scope="module")
def cases(edition):
    """(policy, day, values, expected outcome or None, expected fen or None) of all cases about policies."""
    types, found = catalogue.fact_types(edition), []
    for path in sorted((SHANGHAI / "cases").glob("*.yaml")):
        content = yaml.safe_load(path.read_text(encoding="utf8"))
        for case in content["cases"] if content["about"] in edition.policies else ():
            values = {
                code: READ.get(types[code].kind, lambda plain: plain)(raw)
                for code, raw in (case.get("facts") or {}).items()
            }
            on = date.fromisoformat(str(case.get(True) or ON))  # YAML takes the key "on" for a truth
            found.append((content["about"], on, values, case["expect"].get("entitled"), case.get("amount")))
    return found


@pytest.mark.parametrize("engine", ["plain", "kernel"])
def test_all_cases_at_once_come_out_as_written_and_as_each_alone(edition, cases, engine):
    wanted = catalogue.fact_types(edition)
    checked = {"entitled": 0, "amount": 0}
    for on in sorted({each[1] for each in cases}):
        rows = [each for each in cases if each[1] == on]
        people = Population.from_rows([values for _, _, values, _, _ in rows], facts=wanted)
        for audience in ("person", "organisation"):
            program = policies.program(edition, audience)
            run = rules.simulate(program, people, on=on, engine=engine)
            flags = {each.name: run.flags(each.name) for each in program.entries}
            for row, (_, _, values, _, _) in enumerate(rows):
                for judged in program.judge(values, on=on):
                    certain, possible = (side[row] for side in flags[judged.name])
                    assert (certain, possible) == (judged.outcome is Outcome.MET, judged.outcome is not Outcome.NOT_MET)
            for row, (policy, _, _, entitled, amount) in enumerate(rows):
                if policy not in flags:
                    continue
                if entitled is not None:
                    assert (flags[policy][0][row], flags[policy][1][row]) == (entitled == "met", entitled != "not_met")
                    checked["entitled"] += 1
                if amount == "none":
                    assert edition.policies[policy].benefit.formula is None
                elif amount is not None:
                    fen, known = run.due(policy, np.array([row]))
                    told = str(int(fen[0])) if known[0] else "unknown"
                    assert told == (amount if amount == "unknown" else str(round(float(amount) * 100)))
                    checked["amount"] += 1
    assert checked["entitled"] > 150
    assert checked["amount"] > 60
