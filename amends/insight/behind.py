"""The cases behind a figure: the same condition that counted them, as a list (METHOD M15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import Select, func, select
from sqlalchemy.orm import Session, selectinload

from amends.insight.listings import CaseListing, listing_of
from amends.insight.rising import WEEK
from amends.insight.scope import Scope
from amends.store.tables import Case, ReportCard

PAGE = 50


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the cases behind a figure. `pages` is at least 1; `cards`: of these cases, by their ids."""

    listing: CaseListing
    cases: tuple[Case, ...]
    cards: dict[int, ReportCard]
    count: int
    page: int
    pages: int


def cases_behind(
    session: Session, figure: str, scope: Scope, *, now: datetime, others: bool = False, page: int = 1
) -> Behind:
    """Return the cases that a figure counted in `scope`, newest first; `others`: those it did not.

    Raises UnknownFigure.
    """
    listing = listing_of(figure, others=others)
    within = scope.answered if listing.of_cards else scope.condition
    moments = {"now": now, "week_ago": now - WEEK}
    query: Select[tuple[Case]] = select(Case).where(within, listing.condition)
    count = session.scalar(select(func.count()).select_from(query.subquery()), moments) or 0
    pages = max((count + PAGE - 1) // PAGE, 1)
    page = min(max(page, 1), pages)
    shown = (
        query.order_by(Case.received_at.desc(), Case.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(selectinload(Case.assignee), selectinload(Case.conversation), selectinload(Case.offers))
    )
    cases = tuple(session.scalars(shown, moments))
    cards = _cards(session, cases) if listing.of_cards else {}
    return Behind(listing, cases, cards, count, page, pages)


def _cards(session: Session, cases: tuple[Case, ...]) -> dict[int, ReportCard]:
    found = select(ReportCard).where(ReportCard.case_id.in_([case.id for case in cases]))
    return {card.case_id: card for card in session.scalars(found)}
