"""Checks the city's content and prints each problem as `file:line`, what is wrong and how to mend it."""

import sys


def main() -> int:
    from tongban.site.commands import set_up_django

    set_up_django(None)
    from django.conf import settings

    from tongban.catalogue import public as catalogue

    problems = catalogue.check(settings.CONTENT)
    for problem in problems:
        print(
            f"{problem.file}:{problem.line}\n  {problem.says.zh} {problem.mend.zh}\n  {problem.says.en} {problem.mend.en}"
        )
    print(f"{settings.CONTENT.name}: {len(problems)} problems")
    return 1 if problems else 0


if __name__ == "__main__":
    sys.exit(main())
