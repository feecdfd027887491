"""`amends serve`: the front desk, by itself."""

from __future__ import annotations

import argparse
import sys

import uvicorn

from amends.bootstrap import build_services
from amends.bot.client import RasaBot
from amends.logs import set_up_logs
from amends.settings import Settings
from amends.store.migrate import is_current
from amends.web.app import create_app
from amends.web.report import NoSuchMonth, as_table, read_month, report_html

FRAME_BYTES = 65_536


def add_parser(subparsers: argparse._SubParsersAction[argparse.ArgumentParser]) -> None:
    """Add `amends serve`."""
    parser = subparsers.add_parser("serve", help="run the front desk alone (`amends run` starts everything)")
    parser.set_defaults(run=serve)
    reporting = subparsers.add_parser("report", help="write a month's report to standard output")
    reporting.add_argument("month", help="such as 2026-10")
    reporting.add_argument("--csv", action="store_true", help="the figures as CSV instead of one HTML file")
    reporting.set_defaults(run=report)


def report(args: argparse.Namespace) -> int:
    """Carry out `amends report`: 0 when written, 2 where there is no such month."""
    services = build_services(Settings())
    try:
        trends, made_up = read_month(services, args.month)
    except NoSuchMonth as error:
        print(error, file=sys.stderr)
        return 2
    finally:
        services.store.close()
    sys.stdout.write(
        "".join(as_table(trends)) if args.csv else report_html(services, trends, made_up=made_up)
    )
    return 0


def serve(_: argparse.Namespace) -> int:
    """Serve until stopped; return the exit code. The database must be migrated."""
    settings = Settings()
    set_up_logs()
    services = build_services(settings)
    if not is_current(services.store.engine):
        print("The database is not migrated to this version. Run `amends migrate`, then start again.")
        return 1
    bot = RasaBot(settings.rasa_url, settings.internal_secret(), timeout=settings.turn_timeout)
    uvicorn.run(
        create_app(services, bot),
        host=settings.host,
        port=settings.port,
        ws="wsproto",
        ws_max_size=FRAME_BYTES,
        proxy_headers=True,
        forwarded_allow_ips=settings.trusted_proxies,
        server_header=False,
        access_log=False,
        log_config=None,
        log_level="warning",
        timeout_graceful_shutdown=5,
    )
    return 0
