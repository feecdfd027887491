"""Measures the gate: how often it is right on collections of messages, and how long it takes.

A collection is a file of JSON lines of {text, verdict, before}, named after its language: `collection_de.jsonl`.
"""

from __future__ import annotations

import json
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import chain
from pathlib import Path
from statistics import median, quantiles
from time import process_time

from amends.apology.gate import check
from amends.apology.rules import language_for, languages
from amends.apology.verdict import Sender, Verdict, may_send

ROUNDS = 10
LONG = 4000
COLLECTIONS = Path("tests/unit/apology")
_PASSING = (Verdict.SINCERE, Verdict.NONE)


class CollectionError(ValueError):
    """A collection that cannot be read; the message names file and line."""


@dataclass(frozen=True, slots=True)
class Confusion:
    """What the verdicts should have been and what they were: `counts[wanted, given]`."""

    counts: Counter[tuple[Verdict, Verdict]]
    blocked: int
    left: int

    @property
    def messages(self) -> int:
        """How many messages were checked."""
        return sum(self.counts.values())

    @property
    def recall(self) -> float:
        """Of what is qualified, the part that is called so: 0..1; 1.0 where there is none."""
        qualified = self.wanted(Verdict.QUALIFIED)
        return self.counts[Verdict.QUALIFIED, Verdict.QUALIFIED] / qualified if qualified else 1.0

    @property
    def false_blocks(self) -> float:
        """Of what has to pass, the part that does not: 0..1."""
        good = sum(map(self.wanted, _PASSING))
        return self.blocked / good if good else 0.0

    def wanted(self, verdict: Verdict) -> int:
        """How many messages should have a verdict."""
        return sum(count for (wanted, _), count in self.counts.items() if wanted is verdict)

    def table(self) -> Iterator[str]:
        """The matrix, a line each: what it should be down, what it was across."""
        used = [v for v in Verdict if any(v in pair for pair in self.counts)]
        yield "  " + "".join(f"{name:>11}" for name in ("", *(verdict.value for verdict in used)))
        for wanted in used:
            yield f"  {wanted.value:>11}" + "".join(
                f"{self.counts[wanted, given] or '.':>11}" for given in used
            )


def confuse(path: Path) -> Confusion:
    """Check a collection. Raises CollectionError."""
    counts: Counter[tuple[Verdict, Verdict]] = Counter()
    blocked = left = 0
    for text, before, wanted in read_collection(path):
        checked = check(text, lang=path.stem[-2:], before=before)
        counts[wanted, checked.verdict] += 1
        passes = may_send(checked, Sender.AGENT)
        blocked += wanted in _PASSING and not passes
        left += wanted is Verdict.QUALIFIED and passes
    return Confusion(counts, blocked, left)


def read_collection(path: Path) -> Iterator[tuple[str, Sequence[str], Verdict]]:
    """Give text, what was said directly before, and the verdict of each message. Raises CollectionError."""
    number = 0
    try:
        for line in path.read_text(encoding="utf-8").splitlines():
            number += 1
            row = json.loads(line)
            yield row["text"], row.get("before", ()), Verdict(row["verdict"])
    except OSError as error:
        raise CollectionError(f"{path}: cannot be read ({error.strerror})") from error
    except (ValueError, KeyError, TypeError, AttributeError) as error:
        raise CollectionError(
            f'{path}:{number}: write {{"text": "...", "verdict": "sincere"}} ({error})'
        ) from error


def rule_examples(lang: str = "en") -> list[str]:
    """The example messages of a language's rules."""
    file = language_for(lang).file
    rules = chain.from_iterable(rule.caught + rule.passes for rule in file.rules)
    return [*file.apology.sincere, *file.apology.none, *file.burden.caught, *rules]


def measure_gate(texts: Sequence[str], lang: str = "en", rounds: int = ROUNDS) -> list[float]:
    """Check every text `rounds` times, after one round to warm up. Milliseconds of our own work each, unsorted."""
    for text in texts:
        check(text, lang=lang)
    times = []
    for text in [*texts] * rounds:
        started = process_time()
        check(text, lang=lang)
        times.append((process_time() - started) * 1000)
    return times


def long_text(lang: str, *, good: bool) -> str:
    """A message of 4,000 characters: an apology and much that is fine, or every example, of which half are wrong."""
    file = language_for(lang).file
    if good:
        text = " ".join((*file.apology.none, file.rewrite.ask))
        return f"{file.bare} {f'{text} ' * (LONG // len(text) + 1)}"[:LONG]
    text = " ".join(rule_examples(lang))
    return (f"{text} " * (LONG // len(text) + 1))[:LONG]


def bench_report(files: Sequence[Path]) -> Iterator[str]:
    """Everything `amends apology bench` prints, line by line. Raises CollectionError."""
    for path in files:
        found = confuse(path)
        yield (
            f"{path.name}: {found.messages} messages; of the qualified {found.recall:.1%} called so and {found.left} "
            f"left; of the good {found.false_blocks:.1%} blocked. Down what it is, across what the gate says:"
        )
        yield from found.table()
    for lang in languages():
        texts = rule_examples(lang)
        times = measure_gate(texts, lang, ROUNDS)
        long = [median(measure_gate([long_text(lang, good=good)], lang, ROUNDS)) for good in (True, False)]
        yield (
            f"{lang}: {len(texts)} messages x {ROUNDS}: p50 {median(times):.2f} ms, "
            f"p95 {quantiles(times, n=20)[-1]:.2f} ms; 4,000 characters: {long[0]:.1f} ms, and {long[1]:.1f} ms where "
            "half of it is wrong"
        )
