"""Runs a module without its libraries' deprecation warnings: `python -m amends.run.quietly rasa run`.

A filter (PYTHONWARNINGS) is not enough: sanic and Rasa put filters of their own before it as they are imported. Errors,
and warnings of every other kind, still show.
"""

from __future__ import annotations

import runpy
import sys
import warnings
from typing import Final, TextIO

SILENT: Final = (DeprecationWarning, PendingDeprecationWarning, FutureWarning)

_show = warnings.showwarning


def main() -> None:
    """Run the module that the first argument names, with the other arguments, as `python -m` would."""
    sys.argv = sys.argv[1:]
    if not sys.argv:
        raise SystemExit("usage: python -m amends.run.quietly MODULE [ARGUMENT ...]")
    warnings.showwarning = _show_if_it_matters
    runpy.run_module(sys.argv[0], run_name="__main__", alter_sys=True)


def _show_if_it_matters(
    message: Warning | str,
    category: type[Warning],
    filename: str,
    lineno: int,
    file: TextIO | None = None,
    line: str | None = None,
) -> None:
    if not issubclass(category, SILENT):
        _show(message, category, filename, lineno, file, line)


if __name__ == "__main__":
    main()
