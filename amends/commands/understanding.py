"""`amends understanding`: train the emotion head, measure it, or read one text."""

from __future__ import annotations

import argparse
import json
import sys
import time
from collections.abc import Sequence
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from typing import Any

from amends.understanding.baselines import vader
from amends.understanding.concepts import ConceptError
from amends.understanding.emotion_head import EmotionHead
from amends.understanding.encoder import EncoderError
from amends.understanding.evaluation import MEASURED_ON, measure_corpora
from amends.understanding.facts import find_facts
from amends.understanding.figures import named
from amends.understanding.head import ARTEFACTS, ArtefactError
from amends.understanding.held_back import Measured, labelled, measure_held_back
from amends.understanding.parse import parse
from amends.understanding.plain_rasa import EVERY, compare
from amends.understanding.reading import Reading
from amends.understanding.report import cost_of, draw_confusions, markdown
from amends.understanding.sources import SourceError, rows_of
from amends.understanding.understander import load_understander

CORPORA = Path("../shared/corpora")
PART = "intent, taught a part"
"""The head's name where DIET and ours learnt the same part of data/nlu."""

HEADS = ("emotion", "complaint", "wants")
MODEL = Path("var/models/current.tar.gz")


def add_parser(subparsers: Any) -> None:
    """Add `understanding` and its commands to the command line."""
    parser = subparsers.add_parser(
        "understanding", help="train, measure or try what reads the customers' messages"
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    training = commands.add_parser(
        "train", help="train the committed heads (emotion, complaint, wants) from the corpora; two minutes"
    )
    training.add_argument("--heads", nargs="+", choices=HEADS, default=HEADS, help="which (all of them)")
    training.add_argument("--corpora", type=Path, default=CORPORA, help="folder of the corpora (%(default)s)")
    training.add_argument(
        "--out", type=Path, default=ARTEFACTS, help="folder of the artefact (the committed one)"
    )
    training.set_defaults(run=guarded(train_command))
    measuring = commands.add_parser("evaluate", help="measure every head of the trained model")
    measuring.add_argument(
        "--corpora", type=Path, default=CORPORA, help="folder of the corpora (%(default)s)"
    )
    measuring.add_argument("--model", type=Path, default=MODEL, help="the trained model (%(default)s)")
    measuring.add_argument(
        "--write", type=Path, metavar="FOLDER", help="write evaluation.md and its pictures there"
    )
    measuring.add_argument(
        "--plain",
        type=Path,
        metavar="FOLDER",
        help="train and measure plain Rasa too, in this folder (a quarter of an hour)",
    )
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
        except (ArtefactError, ConceptError, EncoderError, SourceError) as error:
            print(f"amends understanding: {error}", file=sys.stderr)
            return 1

    return run


def train_command(arguments: argparse.Namespace) -> int:
    """Train the heads asked for, telling each step with its time."""
    from amends.understanding.training import train_heads
    from amends.understanding.yes_training import train_complaint, train_wants

    started = time.monotonic()

    def report(step: str) -> None:
        print(f"{time.monotonic() - started:5.0f} s  {step}", flush=True)

    here = Path()
    if "emotion" in arguments.heads:
        train_heads(arguments.corpora, arguments.out, report=report)
    if "complaint" in arguments.heads:
        train_complaint(here, arguments.corpora, arguments.out, report=report)
    if "wants" in arguments.heads:
        train_wants(here, arguments.corpora, arguments.out, report=report)
    return 0


def evaluate_command(arguments: argparse.Namespace) -> int:
    """Measure the model on what is there, print the report and write it where asked to."""
    here = Path()
    understander = load_understander(arguments.model)
    today = datetime.now(UTC).date()

    def read(texts: Sequence[str]) -> list[Reading]:
        return understander.read(texts, today)

    held_back = measure_held_back(here, read)
    corpora = measure_corpora(arguments.corpora, read, understander.emotion.half, vader())
    notes = [
        f"{name} of {arguments.corpora} is not there, so it was left out." for name in _absent(arguments)
    ]
    notes += training_time(arguments.model)
    if arguments.plain:
        files = sorted((here / "tests/nlu").glob("held_out_*.yml"))
        both = compare(here, arguments.plain, files, report=partial(print, flush=True))
        for head, readings in ((f"{PART}, plain Rasa (DIET)", both.diet), (f"{PART}, ours", both.ours)):
            held_back += [Measured(head, name, named(rows)) for name, rows in readings.pairs.items()]
        notes.append(
            f"Taught the same {both.lines} lines of data/nlu, every {EVERY}th of an intent, plain Rasa (DIET, what "
            f"`rasa init` writes) trained {both.diet.seconds:.0f} s of one processor, our intent head "
            f"{both.ours.seconds:.0f} s."
        )
    texts = [
        text for path in sorted((here / "tests/nlu").glob("held_out_*.yml")) for text, _, _ in labelled(path)
    ]
    cost = cost_of(read, texts)
    pictures = draw_confusions(held_back, arguments.write) if arguments.write else []
    report = markdown(held_back, corpora, cost, notes, pictures)
    print(report)
    if arguments.write:
        (arguments.write / "evaluation.md").write_text(report, encoding="utf-8")
    return 0


def training_time(model: Path) -> list[str]:
    """Say how long the model took to train, where `amends train` left a record beside it."""
    try:
        record = json.loads(
            model.with_name(model.name.replace(".tar.gz", ".json")).read_text(encoding="utf-8")
        )
        seconds = float(record["seconds"])
    except (OSError, ValueError, KeyError, TypeError):
        return []
    return [
        f"`amends train` took {seconds:.0f} s to make the Rasa model; what has not changed since is taken over."
    ]


def _absent(arguments: argparse.Namespace) -> list[str]:
    return [name for name in MEASURED_ON if not (arguments.corpora / name).exists()]


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
