"""`amends understanding`: train the emotion head, measure it, or read one text."""

from __future__ import annotations

import argparse
import json
import sys
import time
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from amends.understanding.concepts import ConceptError
from amends.understanding.emotion_head import ARTEFACTS, EmotionHead
from amends.understanding.evaluation import Row, evaluate
from amends.understanding.facts import find_facts
from amends.understanding.head import ArtefactError
from amends.understanding.parse import parse
from amends.understanding.sources import SourceError, rows_of

CORPORA = Path("../shared/corpora")
MODEL = Path("var/models/current.tar.gz")
COLUMNS = ("macro-F1", "F1", "precision", "recall", "AUC", "ECE", "bands macro-F1", "calm", "false alarms")


def add_parser(subparsers: Any) -> None:
    """Add `understanding` and its commands to the command line."""
    parser = subparsers.add_parser(
        "understanding", help="train, measure or try what reads the customers' messages"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    training = commands.add_parser("train", help="train the emotion head from the corpora; about two minutes")
    training.add_argument("--corpora", type=Path, default=CORPORA, help="folder of the corpora (%(default)s)")
    training.add_argument(
        "--out", type=Path, default=ARTEFACTS, help="folder of the artefact (the committed one)"
    )
    training.set_defaults(run=guarded(train_command))
    measuring = commands.add_parser("evaluate", help="measure the emotion head beside a word list")
    measuring.add_argument(
        "--corpora", type=Path, default=CORPORA, help="folder of the corpora (%(default)s)"
    )
    measuring.add_argument("--json", action="store_true", help="print JSON instead of a table")
    measuring.set_defaults(run=guarded(evaluate_command))
    reading = commands.add_parser("read", help="print the emotion and the facts of one text as JSON")
    reading.add_argument("text", help="what the customer wrote")
    reading.set_defaults(run=guarded(read_command))
    parsing = commands.add_parser(
        "parse", help='read lines of {"text"} from standard input with a trained model'
    )
    parsing.add_argument("--model", type=Path, default=MODEL, help="the trained model (%(default)s)")
    parsing.set_defaults(run=guarded(parse_command))


def guarded(command: Any) -> Any:
    """The command, with our own errors printed as one sentence and the exit code 1."""

    def run(arguments: argparse.Namespace) -> int:
        try:
            return int(command(arguments))
        except (ArtefactError, ConceptError, SourceError) as error:
            print(f"amends understanding: {error}", file=sys.stderr)
            return 1

    return run


def train_command(arguments: argparse.Namespace) -> int:
    """Train, telling each step with its time."""
    from amends.understanding.training import train

    started = time.monotonic()
    train(
        arguments.corpora,
        arguments.out,
        report=lambda step: print(f"{time.monotonic() - started:5.0f} s  {step}", flush=True),
    )
    return 0


def evaluate_command(arguments: argparse.Namespace) -> int:
    """Print the figures as a table or as JSON; 1 where no corpus was found."""
    rows = evaluate(EmotionHead.load(), arguments.corpora)
    if not rows:
        print(f"amends understanding: no corpus for measuring in {arguments.corpora}", file=sys.stderr)
        return 1
    if arguments.json:
        print(json.dumps([{"data": row.data, "model": row.model, **row.figures} for row in rows], indent=2))
    else:
        print(table(rows))
    return 0


def read_command(arguments: argparse.Namespace) -> int:
    """Print emotion and facts of the text."""
    facts = find_facts(arguments.text, datetime.now(UTC).date())
    emotion = EmotionHead.load().read(arguments.text)
    shown = {"emotion": emotion.to_dict(), "facts": [fact.to_dict() for fact in facts]}
    print(json.dumps(shown, indent=2, ensure_ascii=False))
    return 0


def parse_command(arguments: argparse.Namespace) -> int:
    """Print one reading as JSON for each line of standard input, in order."""
    texts = (str(row["text"]) for row in rows_of(sys.stdin, "standard input"))
    for reading in parse(arguments.model, texts):
        print(json.dumps(reading.to_dict(), ensure_ascii=False), flush=True)
    return 0


def table(rows: list[Row]) -> str:
    """The figures as text: a line for each row, a column for each figure that occurs."""
    columns = [name for name in COLUMNS if any(name in row.figures for row in rows)]
    lines = [f"{'':32}{'':24}" + "".join(f"{name:>15}" for name in columns)]
    for row in rows:
        cells = [f"{row.figures[name]:.3f}" if name in row.figures else "" for name in columns]
        lines.append(f"{row.data:32}{row.model:24}" + "".join(f"{cell:>15}" for cell in cells))
    return "\n".join(lines)
