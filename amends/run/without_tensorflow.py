"""Runs Rasa without TensorFlow: `python -m amends.run.without_tensorflow rasa run`.

Rasa imports TensorFlow for components that our pipeline does not have (docs/decisions/lean-rasa.md): 280 MB and ten
seconds of a processor for nothing, at each start and each training. Here an empty package stands in its place, in
which every name is an empty class. What would need the real one is refused before anything is loaded.
"""

from __future__ import annotations

import sys
from collections.abc import MutableSequence
from importlib.abc import Loader, MetaPathFinder
from importlib.machinery import ModuleSpec
from pathlib import Path
from types import ModuleType
from typing import Any, Final

import yaml

from amends.run import quietly

STOOD_IN_FOR: Final = frozenset(
    {"tensorflow", "tensorflow_addons", "tensorflow_hub", "tensorflow_text", "keras"}
)

WITHOUT: Final = frozenset({"RulePolicy", "MemoizationPolicy", "AugmentedMemoizationPolicy"})
"""Rasa's own components that are known to do without; all of ours do."""

CONFIG: Final = Path("config.yml")


class NeedsTensorFlow(Exception):
    """A configuration with a component that can't do without TensorFlow; the message says what to do."""


class _Anything(type):
    """The class of the classes that stand in: every attribute of one is another one."""

    def __getattr__(cls, name: str) -> Any:
        return _attribute(cls, name)

    def __getitem__(cls, item: Any) -> Any:
        return cls

    def __call__(cls, *arguments: Any, **named: Any) -> Any:
        """Use one as a decorator, or make nothing of it; Rasa does no more with them while it is imported."""
        if len(arguments) == 1 and callable(arguments[0]) and not named:
            return arguments[0]
        return cls if "stands_in" in cls.__dict__ else super().__call__(*arguments, **named)


class _Empty(ModuleType):
    """A module in which every name is a class that stands in."""

    __path__: MutableSequence[str] = []  # noqa: RUF012
    __version__ = "0"

    def __getattr__(self, name: str) -> Any:
        return _attribute(self, name)


class StandIn(MetaPathFinder, Loader):
    """Finds an empty module for TensorFlow and everything in it."""

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """The spec of an empty module, or None for everything else."""
        wanted = name.partition(".")[0] in STOOD_IN_FOR
        return ModuleSpec(name, self, is_package=True) if wanted else None

    def create_module(self, spec: ModuleSpec) -> ModuleType:
        """An empty module."""
        return _Empty(spec.name)

    def exec_module(self, module: ModuleType) -> None:
        """There is nothing to run."""


def main() -> None:
    """Put the stand-in in place and run the module that the first argument names, quietly."""
    try:
        check_components(CONFIG)
    except NeedsTensorFlow as error:
        raise SystemExit(str(error)) from error
    sys.meta_path.insert(0, StandIn())
    quietly.main()


def check_components(config: Path) -> None:
    """Raise NeedsTensorFlow, naming the component, where `config` has one that may need the real TensorFlow.

    Where there is no such file, Rasa itself says so.
    """
    if not config.is_file():
        return
    read = yaml.safe_load(config.read_text(encoding="utf-8"))
    for component in [*(read.get("pipeline") or ()), *(read.get("policies") or ())]:
        name = str(component["name"])
        if not name.startswith("amends.") and name not in WITHOUT:
            raise NeedsTensorFlow(
                f"{config}: `{name}` may need TensorFlow, and Amends runs Rasa without it. Take it out, or add it to"
                " WITHOUT in amends/run/without_tensorflow.py once you know that it does without."
            )


def _attribute(owner: Any, name: str) -> Any:
    if name.startswith("__") and name.endswith("__"):
        raise AttributeError(name)
    made = _Anything(name, (), {"stands_in": True})
    setattr(owner, name, made)
    return made


if __name__ == "__main__":
    main()
