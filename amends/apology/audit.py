"""Checks every text a customer may read from us before anybody reads it (METHOD M2, M3, M19).

Each variant is read with its slots filled in by an innocent value and by hostile ones, since whatever a slot
may hold must not spoil an apology. A slot that carries the customer's own words stands in a message without
an apology. Each is also read as what follows an apology, since in a conversation it may.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import yaml

from amends.apology.gate import bare_apology, check
from amends.apology.plain import plain_breaches
from amends.apology.rules import language_for, languages
from amends.apology.verdict import Check, Sender, may_send

COUNT = "4"
INNOCENT = "Anna"
"""What a slot is filled in with, beside the hostile values of its language. An apology has to survive all of
them, so no slot belongs beside one."""

OWN_WORDS = frozenset({"reflection", "story", "told"})
"""Slots that carry the customer's own words."""

TEXTS = (
    "domain.yml",
    "amends/languages/??/dialogue.yml",
    "amends/languages/??/system.yml",
    "amends/languages/??/mail.yml",
    "amends/languages/??/letters.yml",
    "amends/languages/??/reflection.yml",
    "widget/words/*.js",
)
"""Where the texts stand that customers read; the folder or the end of the file's name tells their language."""

PLURALS = frozenset({"zero", "one", "two", "few", "many", "other"})
"""The categories of a text that counts (CLDR)."""

_STRING = re.compile(r'(\w+): "((?:[^"\\]|\\.)*)"')
_SLOT = re.compile(r"\{(\w+)\}")


class AuditError(ValueError):
    """A domain that cannot be read; the message names the file and says what to do."""


@dataclass(frozen=True, slots=True)
class AuditFinding:
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


def customer_texts(root: Path) -> list[Path]:
    """Every file under `root` that holds texts for customers. Raises AuditError where there is none."""
    found = sorted({path for pattern in TEXTS for path in root.glob(pattern)})
    if not found:
        raise AuditError(f"{root}: no texts of ours are here; name the files, or go to where domain.yml is")
    return found


def audit_responses(domain_path: Path | str) -> list[AuditFinding]:
    """Check every text and button of a domain file, of a file of lines, or of all such files in a folder.

    A file of lines has no `responses:`; it maps each name to a text, or to `text` or `texts` and `buttons`.

    Raises AuditError when there is no domain there or it cannot be read.
    """
    path = Path(domain_path)
    domains = sorted([*path.rglob("*.yml"), *path.rglob("*.yaml")]) if path.is_dir() else [path]
    if not domains:
        raise AuditError(f"{path}: there is no domain file here; give a domain.yml or a folder that has one")
    return [
        finding
        for domain in domains
        for line in _responses(domain)
        for finding in _audit(line, language_of_file(domain))
    ]


def language_of_file(path: Path) -> str:
    """The language of a file's texts: `de/dialogue.yml`, `lines_de.yml` and `de.js` are German, and others English."""
    ending = path.stem.rpartition("_")[2]
    return next((code for code in (ending, path.parent.name) if code in languages()), "en")


def _audit(line: _Line, lang: str) -> Iterator[AuditFinding]:
    slots = set(_SLOT.findall(line.text))
    problems = plain_breaches(_SLOT.sub(INNOCENT, line.text.replace("{count}", COUNT)), lang=lang)
    own = sorted(slots & OWN_WORDS)
    if own and check(_SLOT.sub(INNOCENT, line.text), lang=lang).has_apology:
        problems.append(
            f"{{{own[0]}}} carries the customer's words; give it a message of its own, without the apology"
        )
    problems += _breaches(line.text, lang)
    yield from (AuditFinding(line.file, line.line, line.response, line.text, problem) for problem in problems)


def _breaches(text: str, lang: str) -> Iterator[str]:
    """What the gate has against a text, with its slots filled in and after an apology; the first is enough."""
    hostile = language_for(lang).file.hostile
    slots = _SLOT.search(text) is not None
    for value in (INNOCENT, *hostile) if slots else ("",):
        checked = check(_SLOT.sub(value, text), lang=lang)
        if not may_send(checked, Sender.BOT) and (checked.has_apology or value not in hostile):
            yield _told(checked, f" with its slots filled in by “{value}”" if slots else "")
            return  # without an apology, a hostile value breaks nothing but itself
    after = check(_SLOT.sub(INNOCENT, text), lang=lang, before=[bare_apology(lang)])
    if not may_send(after, Sender.BOT):
        yield _told(after, " after an apology")


def _told(checked: Check, where: str) -> str:
    reasons = " ".join(breach.reason for breach in checked.breaches)
    return f"{checked.verdict}{where}: {reasons} Write: {checked.rewrite}"


def _responses(domain: Path) -> Iterator[_Line]:
    try:
        source = domain.read_text(encoding="utf-8")
        if domain.suffix == ".js":
            yield from _strings(domain, source)
            return
        root = yaml.compose(source, Loader=yaml.SafeLoader)
    except (OSError, UnicodeDecodeError) as error:
        raise AuditError(
            f"{domain}: this file cannot be read ({error}); give a domain.yml in UTF-8"
        ) from error
    except yaml.YAMLError as error:
        raise AuditError(f"{domain}: this is not YAML; mend it first: {error}") from error
    responses = _get(root, "responses") or _get(root, "topics")
    for name, entry in _items(responses or root):
        for variant in _variants(entry):
            yield from _texts(domain, name, variant)


def _strings(file: Path, source: str) -> Iterator[_Line]:
    """The named strings of a script's words."""
    for number, line in enumerate(source.splitlines(), 1):
        for name, text in _STRING.findall(line):
            yield _Line(file, number, name, text)


def _variants(entry: yaml.Node) -> Iterator[yaml.Node]:
    if isinstance(entry, yaml.SequenceNode):
        yield from entry.value
    else:
        yield entry
        texts = _get(entry, "texts")
        yield from texts.value if isinstance(texts, yaml.SequenceNode) else ()
        yield from (text for category, text in _items(entry) if category in PLURALS)


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
