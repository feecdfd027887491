"""`amends judge`."""

from __future__ import annotations

import argparse
import json
import tempfile
from collections.abc import Iterator, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from rich.console import Console
from rich.progress import track
from rich.table import Table

from amends.settings import Settings
from amends.tools.judge.figures import (
    JudgedConversation,
    JudgeFigures,
    below,
    figures_by_kind,
    judge_all,
    read_floors,
    table,
    transcript,
)
from amends.tools.judge.written import Kind, NotWritten, WrittenConversation, read_kinds

if TYPE_CHECKING:
    from argparse import _SubParsersAction

CONVERSATIONS = Path("tests/judge")
FLOORS = "floors.yml"


def add_parser(subparsers: _SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `judge` to the `amends` command."""
    parser = subparsers.add_parser(
        "judge",
        help="play written conversations against the dialogue, and check every line",
        description="No server and no language model: the dialogue runs in this process. "
        "Ends with 1 if a figure is below its floor (floors.yml beside the conversations).",
    )
    parser.add_argument("folder", type=Path, nargs="?", default=CONVERSATIONS, metavar="FOLDER")
    parser.add_argument("--only", metavar="KIND", help="the conversations of one kind")
    parser.add_argument("--show", metavar="NAME", help="one conversation, with every line")
    parser.add_argument("--json", type=Path, metavar="OUT", help="write figures, checks and transcripts")
    parser.add_argument("--quiet", action="store_true", help="figures only, without what failed")
    parser.set_defaults(run=run_judge)


def run_judge(args: argparse.Namespace) -> int:
    """Carry out `amends judge`: 0 where no figure is below its floor, 1 where one is, 2 if it could not be played."""
    from amends.understanding.head import ArtefactError
    from amends.understanding.sources import SourceError

    console = Console(highlight=False, soft_wrap=True)
    try:
        chosen = list(_chosen(read_kinds(args.folder), args.only, args.show))
        if not chosen:
            raise NotWritten("No conversation is called so.")
        floors = read_floors(args.folder / FLOORS)
        judged = play_all(chosen, Settings().model_dir / "current.tar.gz", console)
    except (NotWritten, SourceError, ArtefactError) as error:
        console.print(str(error), style="bold red", markup=False)
        return 2
    kinds, everything = figures_by_kind(judged)
    for one in judged:
        if args.show or (one.failing and not args.quiet):
            console.print("\n".join(transcript(one)), markup=False)
    _show(kinds, everything, console)
    if args.json:
        args.json.write_text(_json(judged, kinds, everything) + "\n", encoding="utf-8")
    if args.only or args.show:
        return 0  # the floors are those of all conversations together
    worse = below(everything, floors)
    for what in worse:
        console.print(f"below its floor: {what}", style="bold red", markup=False)
    return 1 if worse else 0


def play_all(
    chosen: Sequence[tuple[Kind, WrittenConversation]], model: Path, console: Console | None = None
) -> list[JudgedConversation]:
    """Play conversations with the model at `model`. Raises SourceError where there is none, ArtefactError."""
    from amends.hearing.hearer import load_hearer
    from amends.tools.judge.playing import House, RealReader
    from amends.understanding.understander import load_understander

    reader = RealReader(load_understander(model), load_hearer())
    bar = track(chosen, "Playing", console=console, disable=console is None or not console.is_terminal)
    with tempfile.TemporaryDirectory(prefix="amends-judge-") as folder:
        house = House(reader, Path(folder))
        return [judge_all(house.play(kind, written)) for kind, written in bar]


def _chosen(
    kinds: Sequence[Kind], only: str | None, name: str | None
) -> Iterator[tuple[Kind, WrittenConversation]]:
    for kind in kinds:
        for written in kind.conversations:
            if only in (None, kind.kind) and name in (None, written.name):
                yield kind, written


def _show(kinds: dict[str, JudgeFigures], everything: JudgeFigures, console: Console) -> None:
    head, *rows = table(kinds, everything)
    shown = Table(*head, box=None, pad_edge=False)
    for row in rows:
        shown.add_row(*row)
    console.print(shown)
    console.print(f"given without a yes: {everything.given_without_a_yes}")
    console.print(f"settled without a yes: {everything.settled_without_a_yes}")
    console.print(f"yeses taken: {everything.yeses.right} of {everything.yeses.of}")
    console.print(
        f"plain danger met with the right words: {everything.danger.right} of {everything.danger.of}"
    )
    console.print(f"lookalikes met with danger words: {everything.danger_words_to_lookalikes}")


def _json(
    judged: Sequence[JudgedConversation], kinds: dict[str, JudgeFigures], everything: JudgeFigures
) -> str:
    document = {
        "all": everything.to_dict(),
        "kinds": {name: figures.to_dict() for name, figures in kinds.items()},
        "conversations": [
            {
                "name": one.played.written.name,
                "kind": one.played.kind.kind,
                "failing": [{"layer": c.layer.value, "what": c.what, "turn": c.turn} for c in one.failing],
                "transcript": transcript(one),
            }
            for one in judged
        ],
    }
    return json.dumps(document, ensure_ascii=False, indent=1)
