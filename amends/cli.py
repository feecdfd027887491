"""The `amends` command: each part of the project adds its own commands."""

from __future__ import annotations

import argparse
import importlib
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from amends import __version__
from amends.settings import SettingsError

PARTS = (
    "amends.run.command",
    "amends.web.command",
    "amends.store.command",
    "amends.desk.command",
    "amends.demo.command",
    "amends.play.command",
    "amends.dialogue.command",
    "amends.apology.command",
    "amends.redress.command",
    "amends.conversation.command",
    "amends.mail.command",
    "amends.understanding.command",
)


def build_parser() -> argparse.ArgumentParser:
    """Build the parser with every part's commands."""
    parser = argparse.ArgumentParser(prog="amends", description="Meets angry customers, and means it.")
    parser.add_argument("--version", action="version", version=f"amends {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    for part in PARTS:
        importlib.import_module(part).add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. A setting that is wrong is said in one line, not as a traceback."""
    try:
        chosen = build_parser().parse_args(arguments)
        code: int = chosen.run(chosen)
    except ValidationError as error:
        first = error.errors()[0]
        name = "_".join(str(part) for part in first["loc"]).upper()
        where = f"AMENDS_{name}: " if name else ""
        print(f"{where}{first['msg']}.", file=sys.stderr)
        return 2
    except SettingsError as error:
        print(error, file=sys.stderr)
        return 2
    return code


if __name__ == "__main__":
    sys.exit(main())
