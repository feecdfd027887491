"""`amends dialogue`: the table of steps by which the bot answers."""

from __future__ import annotations

import argparse


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends dialogue`."""
    parser = subparsers.add_parser(
        "dialogue", help="the steps of the conversation, in the order they are tried"
    )
    parser.set_defaults(run=show_steps)


def show_steps(arguments: argparse.Namespace) -> int:
    """Print the table of steps, as docs/dialogue.md has it."""
    from amends.dialogue.planner import steps_as_markdown

    print(steps_as_markdown())
    return 0
