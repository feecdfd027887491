"""`amends understand --jsonl`: reads messages from standard input, one line each, without a server."""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Iterable, Iterator
from datetime import date
from itertools import islice
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

from amends.clock import system_clock
from amends.settings import Settings
from amends.understanding.encoder import EncoderError
from amends.understanding.head import ArtefactError
from amends.understanding.reading import Reading
from amends.understanding.sources import SourceError
from amends.understanding.understander import Understander, load_understander

AT_ONCE = 32
"""How many lines are read together; the answers come in the order of the lines."""

LANGUAGES = frozenset({"en"})
"""The languages that are read; a line in another one is an error line, not a guess."""


class BadLine(Exception):
    """A line that is not a message; the text says what it should be."""


def add_parser(subparsers: Any) -> None:
    """Add `understand` to the command line."""
    parser = subparsers.add_parser("understand", help='read messages, one {"text", "lang"?} a line')
    parser.add_argument("--jsonl", action="store_true", required=True, help="lines of JSON in and out")
    parser.add_argument("--model", type=Path, help="the trained model (the current one)")
    parser.set_defaults(run=run_understand)


def run_understand(arguments: argparse.Namespace) -> int:
    """Answer each line with one line; 1 where a line could not be read, 2 where nothing can be read at all."""
    settings = Settings()
    try:
        understander = load_understander(arguments.model or settings.model_dir / "current.tar.gz")
    except (ArtefactError, EncoderError, SourceError) as error:
        print(f"amends understand: {error}", file=sys.stderr)
        return 2
    today = system_clock().astimezone(ZoneInfo(settings.timezone)).date()
    bad = 0
    for answer in answers(understander, sys.stdin, today):
        bad += "error" in answer
        print(json.dumps(answer, ensure_ascii=False), flush=True)
    return 1 if bad else 0


def answers(understander: Understander, lines: Iterable[str], today: date) -> Iterator[dict[str, Any]]:
    """One answer for each line, in order: what was read, or `error` with the line's number."""
    numbered = enumerate(lines, start=1)
    while some := list(islice(numbered, AT_ONCE)):
        asked = [(number, _asked(line)) for number, line in some]
        texts = [text for _, text in asked if isinstance(text, str)]
        readings = iter(understander.read(texts, today))
        for number, text in asked:
            if isinstance(text, BadLine):
                yield {"line": number, "error": str(text)}
            else:
                yield shown(next(readings))


def shown(reading: Reading) -> dict[str, Any]:
    """A reading as one line: what was read, and under `confidences` how sure it is (0..1)."""
    return {
        "intent": reading.intent,
        "wants": list(reading.wanted()),
        "topic": reading.topic,
        "emotion": reading.emotion.to_dict(),
        "entities": [fact.to_dict() for fact in reading.facts],
        "confidences": {
            "intent": reading.intent_confidence,
            "topic": reading.topic_confidence,
            "emotion": reading.emotion.confidence,
            "complaint": reading.complaint,
            "wants": dict(reading.wants),
            "danger": reading.danger.chance if reading.danger else None,
        },
    }


def _asked(line: str) -> str | BadLine:
    """The text of a line, or what is wrong with it."""
    try:
        row = json.loads(line)
    except ValueError:
        return BadLine('this line is no JSON; write {"text": "...", "lang": "en"}')
    if not isinstance(row, dict) or not isinstance(row.get("text"), str):
        return BadLine('this line has no "text"; write {"text": "...", "lang": "en"}')
    if row.get("lang", "en") not in LANGUAGES:
        return BadLine(f"{row['lang']!r} is not read yet; the languages are {', '.join(sorted(LANGUAGES))}")
    return str(row["text"])
