"""The flow of the dialogue as it is: read from the rules, and from where each step leads (docs/dialogue.md)."""

from __future__ import annotations

import ast
import inspect
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from types import FunctionType
from typing import Any

import yaml

from amends.dialogue.steps import STEPS
from amends.dialogue.turn import Stage

ANYWHERE = "anywhere"


@dataclass(frozen=True, slots=True)
class Rule:
    """One rule: at `stage` (`anywhere` without a condition), one of `intents` takes the step of `action`."""

    name: str
    stage: str
    intents: tuple[str, ...]
    action: str


@dataclass(frozen=True, slots=True)
class Edge:
    """From one stage to another, by these intents; `rule` names the one that is most about it."""

    source: str
    target: str
    intents: tuple[str, ...]
    rule: str


def read_rules(folder: Path) -> list[Rule]:
    """Return every rule of the folder's YAML files, in the order of files and lines."""
    return [
        _rule(entry)
        for path in sorted(folder.glob("*.yml"))
        for entry in yaml.safe_load(path.read_text(encoding="utf-8"))["rules"]
    ]


def edges(rules: Iterable[Rule]) -> list[Edge]:
    """Return the edges of all rules: one to each stage that a step may lead to, and from anywhere to what it is for."""
    found: dict[tuple[str, str], list[Rule]] = {}
    for rule in rules:
        targets = is_for(rule.action) if rule.stage == ANYWHERE else leads_to(rule.action)
        for target in sorted(targets) or [rule.stage]:
            found.setdefault((rule.stage, target), []).append(rule)
    return [_edge(source, target, by) for (source, target), by in found.items()]


def _edge(source: str, target: str, by: Sequence[Rule]) -> Edge:
    """One edge for all the rules that lead there, named by the one that leads to the fewest other places."""
    intents = tuple(dict.fromkeys(intent for rule in by for intent in rule.intents))
    return Edge(source, target, intents, min(by, key=lambda rule: len(leads_to(rule.action))).name)


@cache
def leads_to(action: str) -> frozenset[str]:
    """Return the stages that the step of an action may lead to; none for one that leaves it where it is.

    They are read from the step's own code and from the functions of the dialogue that it calls itself.
    """
    return frozenset(_stages_of(STEPS[action], deep=True)) if action in STEPS else frozenset()


@cache
def is_for(action: str) -> frozenset[str]:
    """Return the stages that the step itself names; a step that names none may still bring a person."""
    if action not in STEPS:
        return frozenset()
    return frozenset(_stages_of(STEPS[action], deep=False)) or leads_to(action) & {Stage.WAITING.value}


def _rule(entry: dict[str, Any]) -> Rule:
    slots = [slot for part in entry.get("condition", ()) for slot in part.get("slot_was_set", ())]
    stage = next((str(slot["stage"]) for slot in slots if "stage" in slot), ANYWHERE)
    intents = tuple(intent for step in entry["steps"] for intent in _intents(step))
    action = next(str(step["action"]) for step in entry["steps"] if "action" in step)
    return Rule(entry["rule"], stage, intents, action)


def _intents(step: dict[str, Any]) -> Iterator[str]:
    if "intent" in step:
        yield str(step["intent"])
    for one in step.get("or", ()):
        yield from _intents(one)


def _stages_of(function: object, *, deep: bool) -> Iterator[str]:
    """The stages that a function's answers name; `deep`: and those of the dialogue's functions that it calls."""
    if not isinstance(function, FunctionType):
        return
    for node in ast.walk(ast.parse(inspect.getsource(function))):
        if not isinstance(node, ast.Call):
            continue
        given = [keyword.value for keyword in node.keywords if keyword.arg == "stage"]
        yield from (name for value in (*given, *node.args) if (name := _stage_in(value)))
        called = function.__globals__.get(node.func.id) if isinstance(node.func, ast.Name) else None
        if deep and getattr(called, "__module__", "").startswith("amends.dialogue"):
            yield from _stages_of(called, deep=False)


def _stage_in(value: ast.expr) -> str | None:
    """The value of `Stage.NAME`, None for any other expression."""
    named = (
        isinstance(value, ast.Attribute) and isinstance(value.value, ast.Name) and value.value.id == "Stage"
    )
    return Stage[value.attr].value if named and isinstance(value, ast.Attribute) else None
