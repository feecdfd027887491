"""One meaning a name: what is public in one module of `amends` has a name of its own."""

from __future__ import annotations

import ast
from collections import defaultdict
from pathlib import Path

import amends

ROOT = Path(amends.__path__[0])
PROTOCOL = {"main", "add_parser"}
"""What every program and every command has: the command line calls it by this name."""
Definition = ast.FunctionDef | ast.AsyncFunctionDef | ast.ClassDef


def public_names() -> dict[str, list[str]]:
    """Return the name of each public function and class -> the modules that define one."""
    found: dict[str, list[str]] = defaultdict(list)
    for path in sorted(ROOT.rglob("*.py")):
        if "migrations" in path.parts:
            continue
        module = ".".join(path.relative_to(ROOT.parent).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if isinstance(node, Definition) and not node.name.startswith("_"):
                found[node.name].append(module)
    return found


def test_no_public_name_stands_for_two_things() -> None:
    twice = {name: where for name, where in public_names().items() if len(where) > 1 and name not in PROTOCOL}
    assert twice == {}, "give each of these a name that says what it is there"


def test_what_may_have_the_same_name_has_it() -> None:
    assert {name for name in PROTOCOL if len(public_names()[name]) > 1} == PROTOCOL
