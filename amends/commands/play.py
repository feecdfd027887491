"""`amends play FILE`."""

from __future__ import annotations

import argparse
import asyncio
import json
import re
import time
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Protocol

from rich.console import Console
from rich.progress import BarColumn, MofNCompleteColumn, Progress, TextColumn, TimeRemainingColumn
from rich.table import Table

from amends.settings import Settings
from amends.tools.play.lines import PlayError, PlayLine, read_play_lines
from amends.tools.play.report import Report, rows, summarise_turns, to_markdown
from amends.tools.play.stage import play_lines
from amends.tools.play.turn import PlayedTurn
from amends.understanding.reading import Reading

if TYPE_CHECKING:
    from argparse import _SubParsersAction


class ReadingsOnRecord(Protocol):
    """Reads from the record how the messages with these client ids were read."""

    def __call__(self, settings: Settings, client_ids: Collection[str]) -> Mapping[str, Reading]: ...


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `play` to the `amends` command."""
    parser = subparsers.add_parser(
        "play",
        help="play a file of customers' messages through the running system",
        description="Each line of FILE is a JSON object with `text`, played as a conversation of its own. "
        "Ends with 1 if a message was lost or doubled, or an answer breaks the apology contract.",
    )
    parser.add_argument("file", type=Path, metavar="FILE", help="JSON lines with `text`")
    parser.add_argument("--server", help="the front desk's address (default: the one of the settings)")
    parser.add_argument(
        "--concurrency", type=_positive, default=8, metavar="N", help="at a time (default: 8)"
    )
    parser.add_argument("--limit", type=_positive, metavar="N", help="play the first N only")
    parser.add_argument(
        "--json", type=Path, metavar="OUT", help="write every turn, customers' words included"
    )
    parser.add_argument("--markdown", type=Path, metavar="OUT", help="write the report, without their words")
    parser.add_argument(
        "--append", action="store_true", help="add the report below what OUT holds, as a part of it"
    )
    parser.set_defaults(run=run_play)


def run_play(args: argparse.Namespace, *, readings: ReadingsOnRecord | None = None) -> int:
    """Carry out `amends play`: 0 if all went well, 1 if not, 2 if it could not be played.

    `readings` reads them from the record; the operator's own one if none is given.
    """
    console = Console(highlight=False)
    try:
        lines = read_play_lines(args.file, limit=args.limit)
        settings = Settings()
        server = args.server or f"http://{settings.host}:{settings.port}"
        started = time.monotonic()
        turns = _play(lines, server, args.concurrency, console)
        seconds = time.monotonic() - started
        read = _read(readings, settings, [turn.client_id for turn in turns], console)
    except PlayError as error:
        console.print(str(error), style="bold red", markup=False, soft_wrap=True)
        return 2
    report = summarise_turns(turns, read, seconds=seconds)
    _show(report, turns, console)
    _write(args, report, turns, read or {})
    return 0 if report.clean and report.played == len(lines) else 1


def _play(lines: Sequence[PlayLine], server: str, concurrency: int, console: Console) -> list[PlayedTurn]:
    """Play with a progress bar. Ctrl-C ends it with what was played so far."""
    turns: list[PlayedTurn] = []
    columns = (
        TextColumn("Playing"),
        BarColumn(),
        MofNCompleteColumn(),
        TextColumn("{task.fields[faults]} faults"),
    )
    with Progress(*columns, TimeRemainingColumn(), console=console) as progress:
        bar = progress.add_task("play", total=len(lines), faults=0)

        def count(turn: PlayedTurn) -> None:
            turns.append(turn)
            progress.update(bar, advance=1, faults=sum(len(turn.faults) for turn in turns))

        try:
            asyncio.run(play_lines(lines, server, concurrency=concurrency, on_turn=count))
        except KeyboardInterrupt:
            console.print(f"Stopped after {len(turns)} of {len(lines)}; this is what they gave.")
    return sorted(turns, key=lambda turn: turn.line.number)


def _read(
    readings: ReadingsOnRecord | None, settings: Settings, client_ids: Collection[str], console: Console
) -> Mapping[str, Reading] | None:
    """The readings from the record; None, and said so, where it cannot be read."""
    from amends.bootstrap import readings as on_record

    try:
        return (readings or on_record)(settings, client_ids)
    except Exception as error:
        why = (str(error).splitlines() or [type(error).__name__])[0]
        console.print(
            f"The readings are not in the report: the record at AMENDS_DATABASE_URL cannot be read ({why}).",
            markup=False,
            soft_wrap=True,
        )
        return None


def _show(report: Report, turns: Sequence[PlayedTurn], console: Console) -> None:
    table = Table(show_header=False, box=None, pad_edge=False)
    for what, how_much in rows(report):
        table.add_row(what, how_much)
    for title, counts in (("Emotion", report.levels), ("Intent", report.intents)):
        if counts:
            table.add_row(title, ", ".join(f"{name} {count}" for name, count in counts.items()))
    console.print(table)
    for turn in turns:
        for fault in turn.faults:
            text = f"line {turn.line.number}: {fault.kind}: {fault.what} {fault.quote}".rstrip()
            console.print(text, style="red", markup=False, soft_wrap=True)


def _write(
    args: argparse.Namespace, report: Report, turns: Sequence[PlayedTurn], readings: Mapping[str, Reading]
) -> None:
    if args.json:
        read = {client_id: reading.to_dict() for client_id, reading in readings.items()}
        all_turns = [{**turn.to_dict(), "reading": read.get(turn.client_id)} for turn in turns]
        document = {"report": report.to_dict(), "turns": all_turns}
        args.json.write_text(json.dumps(document, ensure_ascii=False, indent=1) + "\n", encoding="utf-8")
    if args.markdown:
        _write_report(args, to_markdown(report, turns, source=args.file.name))


def _write_report(args: argparse.Namespace, report: str) -> None:
    """Write the report; below another one its headings go down a level."""
    if args.append and args.markdown.exists():
        above = args.markdown.read_text(encoding="utf-8")
        report = f"{above}\n{re.sub(r'^#', '##', report, flags=re.MULTILINE)}"
    args.markdown.write_text(report, encoding="utf-8")


def _positive(word: str) -> int:
    number = int(word) if word.isascii() and word.isdigit() else 0
    if number < 1:
        raise argparse.ArgumentTypeError(f"`{word}` is no whole number above 0")
    return number
