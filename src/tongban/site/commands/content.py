"""Checks the city's content: each problem as `file:line`, what is wrong and how to mend it; then how many warnings and hints.

`--all` prints the warnings and hints too.
"""

import sys
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from tongban.kernel.words import Words


def main() -> int:
    from tongban.site.commands import set_up_django

    set_up_django(None)
    from django.conf import settings
    from django.utils import timezone

    from tongban.catalogue import public as catalogue

    found = catalogue.inspect(settings.CONTENT, on=timezone.localdate())
    for problem in found.problems:
        _say(problem.file, problem.line, problem.says, problem.mend)
    for each in found.findings if "--all" in sys.argv else ():
        _say(each.file, each.line, each.finding.says, each.finding.mend)
    errors, warnings, hints = (found.count(severity) for severity in catalogue.quality.Severity)
    print(
        f"{settings.CONTENT.name}: {errors} problems, {warnings} warnings, {hints} hints; completeness {found.score} of 100"
    )
    if warnings or hints:
        print("  what they are / 详情: .venv/bin/python -m tongban.site.commands.content --all")
    return 1 if found.problems else 0


def _say(file: str, line: int, says: "Words", mend: "Words") -> None:
    print(f"{file}:{line}\n  {says.zh} {mend.zh}\n  {says.en} {mend.en}")


if __name__ == "__main__":
    sys.exit(main())
