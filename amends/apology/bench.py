"""Measures `check`: `python -m amends.apology.bench` prints p50 and p95 of a message, warm.

The messages are the rules' own examples, half of them breaches, and one of 4,000 characters.
"""

from __future__ import annotations

from itertools import chain
from statistics import median, quantiles
from time import perf_counter

from amends.apology.gate import check
from amends.apology.rules import language_for, languages

ROUNDS = 10


def examples(lang: str = "en") -> list[str]:
    """The example messages of a language's rules."""
    file = language_for(lang).file
    rules = chain.from_iterable(rule.caught + rule.passes for rule in file.rules)
    return [*file.apology.sincere, *file.apology.none, *file.burden.caught, *rules]


def measure(texts: list[str], lang: str = "en", rounds: int = ROUNDS) -> list[float]:
    """Check every text `rounds` times, after one round to warm up. Milliseconds each, unsorted."""
    for text in texts:
        check(text, lang=lang)
    times = []
    for text in texts * rounds:
        started = perf_counter()
        check(text, lang=lang)
        times.append((perf_counter() - started) * 1000)
    return times


def main() -> None:
    """Print the figures of each language."""
    for lang in languages():
        texts = examples(lang)
        times = measure(texts, lang, ROUNDS)
        p95 = quantiles(times, n=20)[-1]
        longest = median(measure([(" ".join(texts) * 4)[:4000]], lang, ROUNDS))
        print(
            f"{lang}: {len(texts)} messages x {ROUNDS}: p50 {median(times):.2f} ms, p95 {p95:.2f} ms; "
            f"one of 4,000 characters: p50 {longest:.1f} ms"
        )


if __name__ == "__main__":
    main()
