"""The command line behind `./tongban`: reads the arguments and calls the one command."""

import argparse
import sys
from collections.abc import Callable
from importlib import import_module

from tongban.site.database import DatabaseTrouble

Command = Callable[[argparse.Namespace], int]


def arguments() -> argparse.ArgumentParser:
    parser = argparse.ArgumentParser(prog="./tongban", description="通办 Tongban. Overview: ./tongban --help")
    commands = parser.add_subparsers(dest="command", required=True)
    up = commands.add_parser("up", help="启动演示城市 / start the demonstration city")
    up.add_argument("--port", type=int, default=8000, help="8000")
    up.add_argument("--detach", action="store_true", help="网站可用后返回 / return once the site answers")
    up.add_argument(
        "--size", type=int, default=300, help="演示人口数量 / how many people live in the demonstration city"
    )
    commands.add_parser("down", help="停止 / stop what `up` started")
    commands.add_parser("supervise", help=argparse.SUPPRESS).add_argument("--lock", type=int, required=True)
    commands.add_parser("worker", help="发件进程 / the outbox worker (started by `up`)")
    commands.add_parser("status", help="外发事项 / what still waits in the outbox")
    commands.add_parser("verify", help="验证留痕 / prove that the journal was not changed")
    commands.add_parser("check", help="开发者关口 / the developer's gate")
    bench = commands.add_parser("bench", help="性能测量 / run a benchmark")
    bench.add_argument("name", nargs="?", help="benchmarks/NAME.py")
    commands.add_parser("test", help="测试 / all tests; further arguments go to pytest", add_help=False)
    commands.add_parser("manage", help="Django 管理命令 / Django's management commands", add_help=False)
    return parser


FREE_ARGUMENTS = {"test", "manage", "bench"}
MODULES = {"status": "journal", "verify": "journal", "down": "up", "supervise": "supervisor"}


def main() -> int:
    parser = arguments()
    given, rest = parser.parse_known_args()
    if rest and given.command not in FREE_ARGUMENTS:
        parser.error(f"不认识的参数 / unknown arguments: {' '.join(rest)}")
    given.rest = sys.argv[2:] if given.command in {"test", "manage"} else rest
    module = import_module(f"tongban.site.commands.{MODULES.get(given.command, given.command)}")
    command: Command = getattr(module, given.command)
    try:
        return command(given)
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
