"""Reading policy files: every fault is told with file, line and what to write instead; versions follow each other."""

from __future__ import annotations

import difflib
import re
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from itertools import pairwise
from pathlib import Path
from typing import Any

import yaml
from pydantic import BaseModel, ValidationError
from pydantic_core import ErrorDetails

from amends.redress.policy import Policy

Place = tuple[str | int, ...]

PLAIN_NUMBER = re.compile(r"-?\d+(\.\d+)?")
"""YAML knows numbers in base 60 and more of the kind; a policy means what it says."""


class PolicyError(Exception):
    """The policy cannot be used; each line of the message names the file, the line and what to write."""


@dataclass(frozen=True, slots=True)
class Policies:
    """The versions of the policy, the oldest first. Which holds is a matter of the date."""

    versions: tuple[Policy, ...]

    def at(self, moment: datetime) -> Policy:
        """Return the version in force at a moment (aware). Before the first one, the first one holds."""
        starts = [policy.in_force_from for policy in self.versions]
        return self.versions[max(bisect_right(starts, moment) - 1, 0)]

    def version(self, name: str) -> Policy | None:
        """Return a version by its name, or None where it is no longer kept."""
        return next((policy for policy in self.versions if policy.version == name), None)


def load_policies(path: Path) -> Policies:
    """Read a policy file, or every version in a folder (*.yml). Raises PolicyError."""
    files = sorted(path.glob("*.yml")) if path.is_dir() else [path]
    if not files:
        raise PolicyError(
            f"{path}: there is no policy in this folder. Put a .yml file into it, or set AMENDS_POLICY."
        )
    loaded = sorted(((load_policy(file), file) for file in files), key=lambda pair: pair[0].in_force_from)
    for (earlier, first), (later, second) in pairwise(loaded):
        if earlier.in_force_from == later.in_force_from:
            raise PolicyError(
                f"{second}: in force from the same moment as {first}. Give each version its own date."
            )
    names = [policy.version for policy, _ in loaded]
    for policy, file in loaded:
        if names.count(policy.version) > 1:
            raise PolicyError(
                f"{file}: version `{policy.version}` is in another file too. Give each its own name."
            )
    return Policies(tuple(policy for policy, _ in loaded))


def load_policy(path: Path) -> Policy:
    """Read and validate one policy file. Raises PolicyError that tells every fault with its line."""
    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise PolicyError(f"{path}: cannot be read ({error}). Set AMENDS_POLICY to a policy file.") from error
    try:
        root = yaml.compose(text, Loader=yaml.SafeLoader)
        lines: dict[Place, int] = {}
        data = _value(root, (), lines) if root is not None else None
    except yaml.MarkedYAMLError as error:
        line = error.problem_mark.line + 1 if error.problem_mark else 1
        raise PolicyError(f"{path}:{line}: this is not YAML: {error.problem}. Mend the line.") from error
    except yaml.YAMLError as error:
        raise PolicyError(f"{path}:1: this is not YAML: {error}") from error
    try:
        return Policy.model_validate(data)
    except ValidationError as error:
        told = (f"{path}:{_line(lines, fault)}: {say_fault(fault)}" for fault in error.errors())
        raise PolicyError("\n".join(dict.fromkeys(told))) from error


def _value(node: yaml.Node, place: Place, lines: dict[Place, int]) -> Any:
    """Build plain values of a YAML tree; numbers exactly as they are written, and where each thing stands."""
    lines[place] = node.start_mark.line + 1
    if isinstance(node, yaml.MappingNode):
        built: dict[Any, Any] = {}
        for key_node, value_node in node.value:
            key = _scalar(key_node)
            if key in built:
                raise yaml.MarkedYAMLError(
                    problem=f"`{key}` stands here twice", problem_mark=key_node.start_mark
                )
            built[key] = _value(value_node, (*place, key), lines)
            lines[(*place, key)] = key_node.start_mark.line + 1
        return built
    if isinstance(node, yaml.SequenceNode):
        return [_value(item, (*place, number), lines) for number, item in enumerate(node.value)]
    return _scalar(node)


def _scalar(node: yaml.Node) -> Any:
    if node.tag == "tag:yaml.org,2002:null":
        return None
    if node.tag in ("tag:yaml.org,2002:int", "tag:yaml.org,2002:float") and PLAIN_NUMBER.fullmatch(
        node.value
    ):
        return Decimal(node.value) if "." in node.value else int(node.value)
    return node.value


def _line(lines: dict[Place, int], fault: ErrorDetails) -> int:
    """Return the line of a fault, or of the nearest thing around it."""
    place = tuple(fault["loc"])
    return next((lines[place[:end]] for end in range(len(place), -1, -1) if place[:end] in lines), 1)


def say_fault(fault: ErrorDetails) -> str:
    """Say what is wrong at a place, and what to write instead."""
    place = tuple(fault["loc"])
    name = _say(place) or "the file"
    if fault["type"] == "missing":
        return f"{name} is missing. {_described(place)}"
    if fault["type"] == "extra_forbidden":
        known = sorted(_fields(place[:-1]))
        near = difflib.get_close_matches(str(place[-1]), known, 1)
        hint = f"Write `{near[0]}`." if near else f"Known here: {', '.join(known)}."
        return f"{name} is no field of a policy. {hint}"
    if fault["type"] in ("model_type", "dict_type", "model_attributes_type"):
        return f"{name}: write fields here, such as `version: shop-2026-1`."
    return f"{name}: {fault['msg'].removeprefix('Value error, ')}. {_described(place)}".rstrip()


def _say(place: Place) -> str:
    said = ""
    for part in place:
        if part != "[key]":
            said += f"[{part + 1}]" if isinstance(part, int) else f"{'.' if said else ''}{part}"
    return f"`{said}`" if said else ""


def _described(place: Place) -> str:
    fields = _fields(place[:-1])
    field = fields.get(str(place[-1])) if place else None
    return f"It says: {field}" if field else ""


def _fields(place: Place) -> dict[str, str]:
    """Return the fields of the part of a policy at a place, with what each is."""
    model: type[BaseModel] = Policy
    for part in place:
        if isinstance(part, str) and part in model.model_fields:
            model = _model_of(model.model_fields[part].annotation) or model
    return {name: field.description or "" for name, field in model.model_fields.items()}


def _model_of(annotation: object) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(iter(_models_in(annotation)), None)


def _models_in(annotation: object) -> Iterator[type[BaseModel]]:
    for part in getattr(annotation, "__args__", ()):
        found = _model_of(part)
        if found is not None:
            yield found
