"""The cases behind a figure: the same condition that counted them, as a list (METHOD M15)."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from sqlalchemy import ColumnElement, Select, and_, func, not_, select
from sqlalchemy.orm import Session, selectinload

from amends.insight.figures import LISTS, SHARES
from amends.insight.scope import Scope
from amends.store.tables import Case

PAGE = 50


class UnknownFigure(LookupError):
    """There is no such figure; the link is old."""


@dataclass(frozen=True, slots=True)
class Behind:
    """One page of the cases behind a figure. `pages` is at least 1."""

    title: str
    meaning: str
    cases: tuple[Case, ...]
    count: int
    page: int
    pages: int


def cases_behind(
    session: Session, figure: str, scope: Scope, *, now: datetime, others: bool = False, page: int = 1
) -> Behind:
    """Return the cases that a figure counted in `scope`, newest first; `others`: those it did not.

    Raises UnknownFigure.
    """
    title, meaning, condition = condition_of(figure, others=others)
    query: Select[tuple[Case]] = select(Case).where(scope.condition, condition)
    count = session.scalar(select(func.count()).select_from(query.subquery()), {"now": now}) or 0
    pages = max((count + PAGE - 1) // PAGE, 1)
    page = min(max(page, 1), pages)
    shown = (
        query.order_by(Case.received_at.desc(), Case.id.desc())
        .limit(PAGE)
        .offset((page - 1) * PAGE)
        .options(selectinload(Case.assignee), selectinload(Case.conversation))
    )
    return Behind(title, meaning, tuple(session.scalars(shown, {"now": now})), count, page, pages)


def condition_of(figure: str, *, others: bool = False) -> tuple[str, str, ColumnElement[bool]]:
    """Return a figure's title, meaning and condition. Raises UnknownFigure."""
    if share := SHARES.get(figure):
        counted = not_(func.coalesce(share.counted, False)) if others else share.counted
        title = f"Not: {share.title.lower()}" if others else share.title
        return title, share.meaning, and_(share.among, counted)
    if figure in LISTS:
        title, condition = LISTS[figure]
        return title, "", condition
    raise UnknownFigure(figure)
