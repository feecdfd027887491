"""Checks every text the bot can say before it can say it: responses and lines (METHOD M2, M3, M19).

Each variant is read with its slots filled in by an innocent value and by hostile ones, since whatever a slot
may hold must not spoil an apology. A slot that carries the customer's own words stands in a message without
an apology.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from amends.apology.gate import check
from amends.apology.plain import plain_breaches
from amends.apology.rules import language_for
from amends.apology.verdict import Sender, may_send

INNOCENT = "Anna"
"""What a slot is filled in with, beside the hostile values of its language. An apology has to survive all of
them, so no slot belongs beside one."""

OWN_WORDS = frozenset({"reflection", "story", "told"})
"""Slots that carry the customer's own words."""

_SLOT = re.compile(r"\{(\w+)\}")


class AuditError(ValueError):
    """A domain that cannot be read; the message names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class Finding:
    """A text of the bot that breaks the contract. `line` counts from 1, where the text starts in `file`."""

    file: Path
    line: int
    response: str
    text: str
    problem: str

    def __str__(self) -> str:
        return f"{self.file}:{self.line}: {self.response}: {self.problem} [{' '.join(self.text.split())}]"


@dataclass(frozen=True, slots=True)
class _Line:
    file: Path
    line: int
    response: str
    text: str


def audit_responses(domain_path: Path | str, *, lang: str = "en") -> list[Finding]:
    """Check every text and button of a domain file, of a file of lines, or of all such files in a folder.

    A file of lines has no `responses:`; it maps each name to a text, or to `text` or `texts` and `buttons`.

    Raises AuditError when there is no domain there or it cannot be read.
    """
    path = Path(domain_path)
    domains = sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]) if path.is_dir() else [path]
    if not domains:
        raise AuditError(f"{path}: there is no domain file here; give a domain.yml or a folder that has one")
    return [finding for domain in domains for line in _responses(domain) for finding in _audit(line, lang)]


def _audit(line: _Line, lang: str) -> Iterator[Finding]:
    slots = set(_SLOT.findall(line.text))
    problems = plain_breaches(_SLOT.sub(INNOCENT, line.text), lang=lang)
    own = sorted(slots & OWN_WORDS)
    if own and check(_SLOT.sub(INNOCENT, line.text), lang=lang).has_apology:
        problems.append(
            f"{{{own[0]}}} carries the customer's words; give it a message of its own, without the apology"
        )
    hostile = language_for(lang).file.hostile
    for value in (INNOCENT, *hostile) if slots else ("",):
        checked = check(_SLOT.sub(value, line.text), lang=lang)
        if not may_send(checked, Sender.BOT) and (checked.has_apology or value not in hostile):
            filled = f" with its slots filled in by “{value}”" if slots else ""
            reasons = " ".join(breach.reason for breach in checked.breaches)
            problems.append(f"{checked.verdict}{filled}: {reasons} Write: {checked.rewrite}")
            break  # without an apology, a hostile value breaks nothing but itself
    yield from (Finding(line.file, line.line, line.response, line.text, problem) for problem in problems)


def _responses(domain: Path) -> Iterator[_Line]:
    try:
        root = yaml.compose(domain.read_text(encoding="utf-8"), Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(
            f"{domain}: this file cannot be read ({error}); give a domain.yml in UTF-8"
        ) from error
    except yaml.YAMLError as error:
        raise AuditError(f"{domain}: this is not YAML; mend it first: {error}") from error
    responses = _get(root, "responses")
    for name, entry in _items(responses or root):
        for variant in _variants(entry):
            yield from _texts(domain, name, variant)


def _variants(entry: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(entry, yaml.SequenceNode):
        yield from entry.value
    else:
        yield entry
        texts = _get(entry, "texts")
        yield from texts.value if isinstance(texts, yaml.SequenceNode) else ()


def _texts(domain: Path, name: str, variant: yaml.Node) -> Iterator[_Line]:
    text = variant if isinstance(variant, yaml.ScalarNode) else _get(variant, "text")
    if isinstance(text, yaml.ScalarNode):
        yield _Line(domain, text.start_mark.line + 1, name, text.value)
    buttons = _get(variant, "buttons")
    for button in buttons.value if isinstance(buttons, yaml.SequenceNode) else ():
        title = _get(button, "title")
        if isinstance(title, yaml.ScalarNode):
            yield _Line(domain, title.start_mark.line + 1, name, title.value)


def _items(node: yaml.Node | None) -> Iterator[tuple[str, yaml.Node]]:
    if isinstance(node, yaml.MappingNode):
        yield from ((key.value, value) for key, value in node.value)


def _get(node: yaml.Node | None, key: str) -> yaml.Node | None:
    return next((value for name, value in _items(node) if name == key), None)
