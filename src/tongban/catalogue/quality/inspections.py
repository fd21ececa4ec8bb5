"""A folder looked at as a whole: what stops it, what to look at, how complete each item is."""

from dataclasses import dataclass

from tongban.catalogue.quality.elements import Completeness
from tongban.catalogue.quality.lints import Finding, Severity
from tongban.catalogue.types import Problem


@dataclass(frozen=True)
class Placed:
    """A finding with the file and the line (from 1) to which it belongs."""

    file: str
    line: int
    finding: Finding


@dataclass(frozen=True)
class Inspection:
    """What was found in a content folder (内容体检). With `problems` it cannot be published, and the rest was not looked at."""

    problems: tuple[Problem, ...]
    findings: tuple[Placed, ...] = ()
    completeness: tuple[Completeness, ...] = ()

    def count(self, severity: Severity) -> int:
        """How many of this severity; every problem is an error."""
        if severity is Severity.ERROR:
            return len(self.problems)
        return sum(each.finding.severity is severity for each in self.findings)

    @property
    def score(self) -> int:
        """The mean completeness, from 0 to 100."""
        scores = [each.score for each in self.completeness]
        return round(sum(scores) / len(scores)) if scores else 0
