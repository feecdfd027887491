"""Prometheus metrics: counts and times, nothing about a person (docs/operating.md). At a private address only."""

from __future__ import annotations

import asyncio
import hmac
from collections.abc import Iterator, Mapping
from datetime import datetime

from fastapi import APIRouter, Request
from prometheus_client import CollectorRegistry
from prometheus_client.core import CounterMetricFamily, GaugeMetricFamily, Metric
from prometheus_client.exposition import CONTENT_TYPE_LATEST, generate_latest
from sqlalchemy import func, select
from starlette.responses import Response

from amends.bootstrap import Services
from amends.cases.state import WAITING, State
from amends.casework.handoff import people_there
from amends.desk.danger_review import count_danger_reviews
from amends.mail.keeping import MAIL
from amends.outbox.operating import Backlog, read_backlogs
from amends.redress.payouts import PAYOUT
from amends.store.store import Conflicts
from amends.store.tables import Case, Message, Speaker

LOOPBACK = frozenset({"127.0.0.1", "::1"})


class MetricsCollector:
    """Reads the figures when it is asked, as a collector of Prometheus's client."""

    def __init__(self, services: Services) -> None:
        self.services = services

    def collect(self) -> Iterator[Metric]:
        """Yield every figure. Labels are states, never people or topics that a customer could be known by."""
        now = self.services.clock()
        with self.services.store.read() as session:
            states = dict(
                session.execute(select(Case.state, func.count()).group_by(Case.state)).tuples().all()
            )
            oldest = session.scalar(select(func.min(Case.waiting_since)).where(Case.state.in_(WAITING)))
            broken = select(func.count(Case.id)).where(Case.state.in_(WAITING), Case.promised_by < now)
            overdue = select(func.count(Case.id)).where(Case.resolved_at.is_(None), Case.resolve_by < now)
            unanswered = select(func.count(Message.id)).where(
                Message.speaker == Speaker.CUSTOMER, Message.answered_at.is_(None)
            )
            numbers = [session.scalar(query) or 0 for query in (broken, overdue, unanswered)]
            there, to_read = people_there(session, now=now), count_danger_reviews(session)
            backlogs = read_backlogs(session, now=now)
        cases = GaugeMetricFamily("amends_cases", "Cases by where they stand.", labels=["state"])
        for state in State:
            cases.add_metric([state.value], states.get(state, 0))
        yield cases
        waited = (now - oldest).total_seconds() if oldest else 0
        yield GaugeMetricFamily(
            "amends_longest_wait_seconds", "How long the first in line has waited.", waited
        )
        yield GaugeMetricFamily(
            "amends_promises_broken", "Waiting cases whose promised time passed.", numbers[0]
        )
        yield GaugeMetricFamily("amends_cases_overdue", "Unresolved cases past their date.", numbers[1])
        yield GaugeMetricFamily(
            "amends_messages_unanswered", "Customers' messages without an answer.", numbers[2]
        )
        yield GaugeMetricFamily(
            "amends_danger_to_read", "Messages that may tell of danger and that nobody has read.", to_read
        )
        yield GaugeMetricFamily("amends_people_there", "Agents at the desk now.", there)
        yield from _outbox(backlogs, now)
        yield _conflicts(self.services.store.conflicts)


def _outbox(backlogs: Mapping[str, Backlog], now: datetime) -> Iterator[GaugeMetricFamily]:
    """Yield what is in the outbox, by kind: how much waits, how much was given up, and how late it is."""
    entries = GaugeMetricFamily(
        "amends_outbox_entries", "Payouts and e-mails that wait or died.", labels=["kind", "state"]
    )
    late = GaugeMetricFamily(
        "amends_outbox_late_seconds", "How long the oldest of them has been due.", labels=["kind"]
    )
    for kind in (PAYOUT.name, MAIL.name):
        backlog = backlogs.get(kind, Backlog())
        entries.add_metric([kind, "waiting"], backlog.waiting)
        entries.add_metric([kind, "dead"], backlog.dead)
        due_at = backlog.oldest_due_at
        late.add_metric([kind], (now - due_at).total_seconds() if due_at else 0)
    yield entries
    yield late


def _conflicts(conflicts: Conflicts) -> CounterMetricFamily:
    counted = CounterMetricFamily(
        "amends_transaction_conflicts",
        "Transactions of this process that others were in the way of: run again, or given up.",
        labels=["outcome"],
    )
    counted.add_metric(["retried"], conflicts.retried)
    counted.add_metric(["given_up"], conflicts.given_up)
    return counted


def build_metrics(services: Services) -> APIRouter:
    """Build `/metrics`: for whoever has AMENDS_METRICS_TOKEN, or without one for this machine alone; else 404."""
    router = APIRouter()
    registry = CollectorRegistry(auto_describe=False)
    registry.register(MetricsCollector(services))

    @router.get("/metrics")
    async def metrics(request: Request) -> Response:
        """Return the figures as text."""
        if not may_read(request, services):
            return Response(status_code=404)
        return Response(await asyncio.to_thread(generate_latest, registry), media_type=CONTENT_TYPE_LATEST)

    return router


def may_read(request: Request, services: Services) -> bool:
    """Say whether a request may read the metrics. What came through a proxy is never this machine."""
    token = services.settings.metrics_token
    if token is not None:
        wanted = f"Bearer {token.get_secret_value()}"
        return hmac.compare_digest(request.headers.get("authorization", "").encode(), wanted.encode())
    forwarded = any(name in request.headers for name in ("x-forwarded-for", "forwarded", "x-real-ip"))
    return not forwarded and request.client is not None and request.client.host in LOOPBACK
