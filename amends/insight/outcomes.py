"""What people got: wanted versus got, compensation against its caps, report cards (METHOD M5..M7, M18)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Row, and_, case, exists, func, or_, select
from sqlalchemy.orm import InstrumentedAttribute, Session

from amends.insight.expressions import newest_of, table_of
from amends.insight.figures import COMPLAINT
from amends.insight.periods import Period
from amends.insight.scope import UNKNOWN, Scope
from amends.store.tables import Agent, Apology, Case, Offer, OfferState, ReportCard, Stay, Want

GOT: Mapping[Want, tuple[str, ColumnElement[bool]]] = {
    Want.VENT: ("Their case was resolved: they were heard out.", Case.resolved_at.is_not(None)),
    Want.COMPENSATION: (
        "They accepted an offer, or a person resolved it.",
        or_(
            exists().where(Offer.case_id == Case.id, Offer.state == OfferState.ACCEPTED),
            and_(Case.resolved_at.is_not(None), Case.first_human_answer_at.is_not(None)),
        ),
    ),
    Want.APOLOGY: ("An apology left.", exists().where(Apology.case_id == Case.id)),
    Want.PERSON: ("A person wrote to them.", Case.first_human_answer_at.is_not(None)),
}
"""When somebody counts as having got what they wanted, by their newest want."""

WANTED: Mapping[Want, ColumnElement[bool]] = {
    want: and_(COMPLAINT, newest_of(Case.wants) == want.value) for want in Want
}
"""Complaints by their newest want."""

Caps = tuple[Decimal, Decimal]
"""The most of one offer: of the bot, of a person at the desk."""

CRITERIA = ("heard", "apology", "outcome", "effort")
_BY_BOT = Offer.made_by == "bot"
_RANKS = [getattr(ReportCard, criterion) for criterion in CRITERIA]


@dataclass(frozen=True, slots=True)
class Wanted:
    """How many wanted it most, and how many of them got it. `accepted`: how many said that it is settled."""

    want: Want
    meaning: str
    count: int
    got: int
    accepted: int


@dataclass(frozen=True, slots=True)
class AmountGiven:
    """What was accepted under one rule, offered by the bot or by a person. `cap`: the most of one such offer.

    `count` offers, of `cases`.
    """

    rule: str
    kind: str
    by_bot: bool
    currency: str
    count: int
    cases: int
    amount: Decimal
    cap: Decimal | None

    @property
    def used(self) -> float | None:
        """The share (0..1) of what the cap allowed for these offers."""
        return float(self.amount / (self.cap * self.count)) if self.cap and self.count else None

    @property
    def figure(self) -> str:
        """The name of the list of these cases."""
        return f"given:{self.kind}:{'bot' if self.by_bot else 'person'}:{self.currency}:{self.rule}"


@dataclass(frozen=True, slots=True)
class Cards:
    """Report cards of a month, a topic or a person (`name`): means of 1 (worst) to 5 (best), and who stays.

    `scope`: which cards these are, by when they were answered.
    """

    name: str
    scope: Scope
    count: int
    means: tuple[float | None, ...]
    yes: int
    no: int
    unsure: int


def wanted_and_got(session: Session, scope: Scope) -> list[Wanted]:
    """Compare what customers wanted (their newest want) with what they got."""
    newest = newest_of(Case.wants)
    columns = [func.sum(case((condition, 1), else_=0)) for _, condition in GOT.values()]
    query = (
        select(newest, func.count(), func.sum(case((Case.accepted.is_(True), 1), else_=0)), *columns)
        .where(scope.condition, COMPLAINT)
        .group_by(newest)
    )
    found = {row[0]: row for row in session.execute(query)}
    rows = []
    for position, (want, (meaning, _)) in enumerate(GOT.items()):
        row = found.get(want.value)
        numbers = (int(row[1]), int(row[3 + position] or 0), int(row[2] or 0)) if row else (0, 0, 0)
        rows.append(Wanted(want, meaning, *numbers))
    return rows


def compensation(session: Session, scope: Scope, caps: Caps) -> list[AmountGiven]:
    """Sum what was accepted, by rule and by who offered it; `caps`: the most of one offer, of the bot, of a person."""
    counts = func.count(Offer.id), func.count(Offer.case_id.distinct()), func.sum(Offer.amount)
    query = (
        select(Offer.rule, Offer.kind, _BY_BOT, Offer.currency, *counts)
        .join(Case, Case.id == Offer.case_id)
        .where(scope.condition, Offer.state == OfferState.ACCEPTED)
        .group_by(Offer.rule, Offer.kind, _BY_BOT, Offer.currency)
        .order_by(Offer.currency, func.sum(Offer.amount).desc())
    )
    return [
        AmountGiven(rule, kind, bool(bot), currency, count, cases, Decimal(amount), caps[0 if bot else 1])
        for rule, kind, bot, currency, count, cases, amount in session.execute(query)
    ]


def offer_taken(rule: str, kind: str, *, by_bot: bool, currency: str) -> ColumnElement[bool]:
    """Return the condition of a case with an accepted offer of that kind: what `compensation` counts in one row."""
    return exists().where(
        Offer.case_id == Case.id,
        Offer.state == OfferState.ACCEPTED,
        Offer.rule == rule,
        Offer.kind == kind,
        Offer.currency == currency,
        _BY_BOT if by_bot else ~_BY_BOT,
    )


def cards_by_period(session: Session, periods: tuple[Period, ...], scope: Scope) -> list[Cards]:
    """Report cards by when they were answered."""
    during = table_of(periods)
    query = (
        select(during.c.n, *_card_columns())
        .join(
            ReportCard,
            and_(ReportCard.answered_at >= during.c.starts, ReportCard.answered_at < during.c.ends),
        )
        .join(Case, Case.id == ReportCard.case_id)
        .where(*scope.narrowing)
        .group_by(during.c.n)
        .order_by(during.c.n.desc())
    )
    return [
        _cards(periods[n].label, replace(scope, period=periods[n]), numbers)
        for n, *numbers in session.execute(query)
    ]


def cards_by_topic(session: Session, scope: Scope) -> list[Cards]:
    """Report cards answered within the scope's span, by the topic of the case."""
    rows = _cards_by(session, scope, Case.topic)
    return [_cards(topic or "", replace(scope, topic=topic or UNKNOWN), numbers) for topic, *numbers in rows]


def cards_by_agent(session: Session, scope: Scope) -> list[Cards]:
    """Report cards answered within the scope's span, by who has the case."""
    rows = _cards_by(session, scope, Agent.id, Agent.name)
    return [
        _cards(name or "", replace(scope, agent=agent_id or UNKNOWN), numbers)
        for agent_id, name, *numbers in rows
    ]


def _cards_by(session: Session, scope: Scope, *by: InstrumentedAttribute[Any]) -> Sequence[Row[Any]]:
    answered = and_(ReportCard.answered_at >= scope.period.starts, ReportCard.answered_at < scope.period.ends)
    query = (
        select(*by, *_card_columns())
        .select_from(ReportCard)
        .join(Case, Case.id == ReportCard.case_id)
        .outerjoin(Agent, Agent.id == Case.assignee_id)
        .where(answered, *scope.narrowing)
        .group_by(*by)
        .order_by(func.count(ReportCard.id).desc(), *by)
    )
    return session.execute(query).all()


def _card_columns() -> list[ColumnElement[Any]]:
    stays = [func.sum(case((ReportCard.stay == answer, 1), else_=0)) for answer in Stay]
    return [func.count(ReportCard.id), *(func.avg(rank) for rank in _RANKS), *stays]


def _cards(name: str, scope: Scope, numbers: list[object]) -> Cards:
    count, *rest = numbers
    means = tuple(None if mean is None else float(str(mean)) for mean in rest[:4])
    yes, no, unsure = (int(str(number or 0)) for number in rest[4:])
    return Cards(name, scope, int(str(count)), means, yes, no, unsure)
