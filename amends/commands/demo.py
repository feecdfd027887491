"""`amends demo`: made-up history for a first look, and its removal."""

from __future__ import annotations

import argparse
import logging
import os
import sys
import time

import structlog

from amends.bootstrap import build_services
from amends.run.unfinished import clear
from amends.settings import Settings, SettingsError
from amends.store.migrate import upgrade_engine
from amends.tools.demo.filling import AlreadyFilled, fill_demo
from amends.tools.demo.keep import remove_history

MONTHS = 6


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends demo fill` and `remove`."""
    demo = subparsers.add_parser("demo", help="made-up history for a first look at desk and insight")
    commands = demo.add_subparsers(required=True, metavar="COMMAND")
    filling = commands.add_parser("fill", help="make months of it; development only")
    filling.add_argument("--months", type=_months, default=MONTHS, metavar="N", help="1 to 36 (default: 6)")
    filling.add_argument("--gently", action="store_true", help="leave the machine to everything else")
    filling.set_defaults(run=make_demo)
    removing = commands.add_parser("remove", help="remove every made-up conversation, and nothing else")
    removing.set_defaults(run=remove_demo)


def make_demo(args: argparse.Namespace) -> int:
    """Carry out `amends demo fill`: 0 when made, 2 with what to do where it cannot be."""
    if args.gently:
        os.nice(15)
    # What befalls made-up customers is no news for the log.
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.CRITICAL))
    settings = Settings()
    services = build_services(settings)
    upgrade_engine(services.store.engine)
    began = time.monotonic()
    try:
        made = fill_demo(services, months=args.months)
    except (SettingsError, AlreadyFilled) as error:
        clear(settings.var)
        print(error, file=sys.stderr)
        return 2
    finally:
        services.store.close()
    clear(settings.var)
    print(
        f"Made {made} conversations in {time.monotonic() - began:.0f} s. `amends demo remove` takes them away."
    )
    return 0


def remove_demo(_: argparse.Namespace) -> int:
    """Carry out `amends demo remove`."""
    settings = Settings()
    services = build_services(settings)
    upgrade_engine(services.store.engine)
    clear(settings.var)
    try:
        with services.store.write() as session:
            gone = remove_history(session)
    finally:
        services.store.close()
    print(f"Removed {gone} made-up conversations with all that hung on them.")
    return 0


def _months(value: str) -> int:
    months = int(value)
    if not 1 <= months <= 36:
        raise argparse.ArgumentTypeError("1 to 36 months")
    return months
