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
    commands.add_parser(
        "renew-keys", help="换密钥 / encrypt account numbers again under the first of TONGBAN_ACCOUNT_KEYS"
    )
    commands.add_parser("check", help="开发者关口 / the developer's gate")
    _evaluate(commands.add_parser("evaluate", help="评测搜索 / how well the search finds, and what use proposes"))
    bench = commands.add_parser("bench", help="性能测量 / run a benchmark")
    bench.add_argument("name", nargs="?", help="benchmarks/NAME.py")
    _exchange(commands)
    commands.add_parser("test", help="测试 / all tests; further arguments go to pytest", add_help=False)
    commands.add_parser("manage", help="Django 管理命令 / Django's management commands", add_help=False)
    return parser


def _exchange(commands: "argparse._SubParsersAction[argparse.ArgumentParser]") -> None:
    guides = commands.add_parser("import-guides", help="导入办事指南 / import an export of service guides")
    guides.add_argument("file", help="CSV, Excel, JSON, JSON Lines")
    guides.add_argument("--mapping", required=True, help="对照表 / the mapping: docs/importing.md")
    guides.add_argument("--report", help="每一行的结果 / what became of every row: .csv .xlsx .json")
    guides.add_argument("--into", help="写入的内容文件夹 / the content folder that is written (TONGBAN_HOME/imported)")
    out = commands.add_parser("export-catalogue", help="导出事项目录 / write the catalogue for other systems")
    out.add_argument("--form", default="elements", choices=("elements", "turtle", "json-ld", "xml", "nt"))
    out.add_argument("--out", required=True, help="文件或文件夹 / a file (.xlsx, .ttl, ...) or a folder for CSV")
    content = commands.add_parser(
        "export-content", help="导出内容 / write an edition as a content folder that `up` can read"
    )
    content.add_argument("--out", required=True, help="空文件夹 / an empty folder")
    content.add_argument("--edition", type=int, help="第几版，默认现行 / its number; the one in force by default")
    shot = commands.add_parser("snapshot", help="人群快照 / set down what the registers know of everybody")
    shot.add_argument("audience", nargs="?", default="all", choices=("person", "organisation", "all"))


def _evaluate(parser: argparse.ArgumentParser) -> None:
    what = parser.add_subparsers(dest="what", required=True)
    search = what.add_parser("search", help="top1, top3, mrr, n, misses")
    search.add_argument(
        "--file", help="| # | question | answer | 表格 / a table of questions; default: content/<place>/questions"
    )
    search.add_argument("--json", action="store_true")
    search.add_argument("--floor", action="store_true", help="低于下限即失败 / fail below the stored floor")
    what.add_parser("proposals", help="由点击得来的问法 / questions that use proposes")
    settle = what.add_parser("settle", help="采纳或搁置 / accept a proposal, or put it aside")
    settle.add_argument("words")
    settle.add_argument("node")
    settle.add_argument("--to", choices=("question", "phrasing", "aside"), required=True)
    settle.add_argument("--by", required=True, help="编辑的代码 / the editor's code")


FREE_ARGUMENTS = {"test", "manage", "bench"}
MODULES = {
    "status": "journal",
    "verify": "journal",
    "renew-keys": "journal",
    "down": "up",
    "supervise": "supervisor",
    "import-guides": "exchange",
    "export-catalogue": "exchange",
    "export-content": "exchange",
    "snapshot": "exchange",
}


def main() -> int:
    parser = arguments()
    given, rest = parser.parse_known_args()
    if rest and given.command not in FREE_ARGUMENTS:
        parser.error(f"不认识的参数 / unknown arguments: {' '.join(rest)}")
    given.rest = sys.argv[2:] if given.command in {"test", "manage"} else rest
    module = import_module(f"tongban.site.commands.{MODULES.get(given.command, given.command)}")
    command: Command = getattr(module, given.command.replace("-", "_"))
    try:
        return command(given)
    except DatabaseTrouble as trouble:
        print(trouble, file=sys.stderr)
        return 1
    except KeyboardInterrupt:
        return 130


if __name__ == "__main__":
    sys.exit(main())
