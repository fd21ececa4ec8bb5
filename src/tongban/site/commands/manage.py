"""`./tongban manage ...`: Django's management commands on the same database and settings."""

import argparse

from tongban.site.commands import a_database


def manage(given: argparse.Namespace) -> int:
    with a_database():
        from django.core.management import execute_from_command_line

        execute_from_command_line(["./tongban manage", *given.rest])
    return 0
