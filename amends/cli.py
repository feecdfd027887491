"""The `amends` command: each part of the project adds its own commands."""

from __future__ import annotations

import argparse
import importlib
import os
import sys
from collections.abc import Sequence

from pydantic import ValidationError

from amends import __version__
from amends.settings import SettingsError

COMMANDS = {
    "run": "amends.commands.run",
    "train": "amends.commands.run",
    "bench": "amends.commands.run",
    "serve": "amends.commands.web",
    "bench-desk": "amends.commands.measure",
    "migrate": "amends.commands.store",
    "agent": "amends.commands.desk",
    "corrections": "amends.commands.desk",
    "demo": "amends.commands.demo",
    "report": "amends.commands.web",
    "retention": "amends.commands.records",
    "customer": "amends.commands.records",
    "play": "amends.commands.play",
    "judge": "amends.commands.judge",
    "dialogue": "amends.commands.dialogue",
    "apology": "amends.commands.apology",
    "policy": "amends.commands.redress",
    "outbox": "amends.commands.outbox",
    "incidents": "amends.commands.incidents",
    "languages": "amends.commands.languages",
    "mail": "amends.commands.mail",
    "understand": "amends.commands.understand",
    "understanding": "amends.commands.understanding",
}
"""Each command and the part that adds it: only that part is loaded, so that what runs for long stays small."""


def build_parser(command: str | None = None) -> argparse.ArgumentParser:
    """Build the parser: with the part of one command, or with every part's where it is none that we know."""
    parser = argparse.ArgumentParser(prog="amends", description="Meets angry customers, and means it.")
    parser.add_argument("--version", action="version", version=f"amends {__version__}")
    subparsers = parser.add_subparsers(required=True, metavar="COMMAND")
    parts = [COMMANDS[command]] if command in COMMANDS else dict.fromkeys(COMMANDS.values())
    for part in parts:
        importlib.import_module(part).add_parser(subparsers)
    return parser


def main(arguments: Sequence[str] | None = None) -> int:
    """Run a command; return its exit code. A setting that is wrong is said in one line, not as a traceback."""
    given = sys.argv[1:] if arguments is None else list(arguments)
    try:
        chosen = build_parser(given[0] if given else None).parse_args(given)
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
    except BrokenPipeError:
        # Whoever reads what we print has enough of it: `amends … | head`.
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    return code


if __name__ == "__main__":
    sys.exit(main())
