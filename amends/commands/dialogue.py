"""`amends dialogue draw`: the picture of the flow, from the rules."""

from __future__ import annotations

import argparse
from pathlib import Path


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends dialogue`."""
    parser = subparsers.add_parser("dialogue", help="the flow of the conversation")
    commands = parser.add_subparsers(required=True)
    drawing = commands.add_parser("draw", help="draw the flow from the rules")
    drawing.add_argument("--rules", type=Path, default=Path("data/rules"), help="the folder of the rules")
    drawing.add_argument("--out", type=Path, default=Path("docs/dialogue.svg"), help="the SVG to write")
    drawing.set_defaults(run=draw_flow)


def draw_flow(arguments: argparse.Namespace) -> int:
    """Draw the flow and say where it is; 2 where there are no rules."""
    from amends.dialogue.flow import edges, read_rules
    from amends.dialogue.picture import draw

    rules = read_rules(arguments.rules)
    if not rules:
        print(f"{arguments.rules} holds no rules: name the folder with --rules.")
        return 2
    arguments.out.write_text(draw(edges(rules)), encoding="utf-8")
    print(f"{arguments.out}: {len(rules)} rules drawn.")
    return 0
