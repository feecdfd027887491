"""Every figure, once: what it counts among what, in words and in SQL. Pages, reports and lists all read this."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any

from sqlalchemy import ColumnElement, and_, bindparam, exists, func, or_, select

from amends.cases.deadlines import Deadline
from amends.store.sql import seconds_between
from amends.store.tables import (
    Apology,
    Case,
    MissedDeadline,
    Offer,
    OfferState,
    Praise,
    ReportCard,
    Stay,
)
from amends.store.types import UtcDateTime

DAY = 24 * 3600
NOW = bindparam("now", type_=UtcDateTime())
"""The present moment, given with every query."""
WEEK_AGO = bindparam("week_ago", type_=UtcDateTime())
"""Seven times 24 hours before it, given with every list."""

COMPLAINT: ColumnElement[bool] = ~and_(Case.topic.is_(None), exists().where(Praise.case_id == Case.id))
"""A case that is more than praise."""

SILENT = 10
"""Each complaint stands for at least ten customers who said nothing: the articles' figure (METHOD M16)."""


@dataclass(frozen=True, slots=True)
class Share:
    """A share of cases: `counted` of those `among`. `good`: whether more is better. `rule`: of METHOD.

    `late`: those whom time alone brings among them, without any change of a case.
    """

    key: str
    title: str
    meaning: str
    rule: str
    among: ColumnElement[bool]
    counted: ColumnElement[bool]
    good: bool = True
    late: ColumnElement[bool] | None = None


@dataclass(frozen=True, slots=True)
class Length:
    """A length of time over cases, in seconds; told as median and as the time within which nine of ten are."""

    key: str
    title: str
    meaning: str
    rule: str
    among: ColumnElement[bool]
    seconds: ColumnElement[Any]


def _offer(*state: ColumnElement[bool]) -> ColumnElement[bool]:
    return exists().where(Offer.case_id == Case.id, *state)


_RESOLVED = Case.resolved_at.is_not(None)
LATE = and_(Case.resolved_at.is_(None), Case.resolve_by < NOW)
"""Not resolved, and the day by which it should have been has passed."""
_HANDED_OVER = Case.escalated_at.is_not(None)
_FIRST_APOLOGY = select(func.min(Apology.said_at)).where(Apology.case_id == Case.id).scalar_subquery()

SHARES: Mapping[str, Share] = {
    share.key: share
    for share in (
        Share(
            "first_contact",
            "Resolved on first contact",
            "Of the resolved cases: resolved within 24 hours of the first message, and not taken up again.",
            "M8",
            _RESOLVED,
            and_(Case.reopened == 0, seconds_between(Case.received_at, Case.resolved_at) <= DAY),
        ),
        Share(
            "in_time",
            "Resolved in time",
            "Of the cases that are resolved or late: resolved by their resolve-by date.",
            "M9",
            or_(_RESOLVED, LATE),
            and_(_RESOLVED, Case.resolved_at <= Case.resolve_by),
            late=LATE,
        ),
        Share(
            "promise_kept",
            "First answer as promised",
            "Of the cases handed to a person: none whose promised first answer came late.",
            "M9",
            _HANDED_OVER,
            ~exists().where(
                MissedDeadline.case_id == Case.id, MissedDeadline.deadline == Deadline.FIRST_ANSWER
            ),
        ),
        Share(
            "calmer",
            "Calmer at the end",
            "Of the complaints: those whose last message was less heated than their first.",
            "four steps",
            and_(COMPLAINT, Case.heat_start.is_not(None)),
            Case.heat_now < Case.heat_start,
        ),
        Share(
            "stays",
            "Stay with us",
            "Of those who answered whether they stay: said yes.",
            "M2",
            exists().where(ReportCard.case_id == Case.id, ReportCard.stay.is_not(None)),
            exists().where(ReportCard.case_id == Case.id, ReportCard.stay == Stay.YES),
        ),
        Share(
            "reopened",
            "Taken up again",
            "Of the cases that were resolved: taken up again by the customer at least once.",
            "M10",
            or_(_RESOLVED, Case.reopened > 0),
            Case.reopened > 0,
            good=False,
        ),
        Share(
            "handed_over",
            "Handed to a person",
            "Of the complaints: those that a person was brought into.",
            "M4",
            COMPLAINT,
            _HANDED_OVER,
            good=False,
        ),
        Share(
            "accepted",
            "Offers accepted",
            "Of the cases with an answered offer: accepted one.",
            "M6",
            _offer(Offer.state != OfferState.MADE),
            _offer(Offer.state == OfferState.ACCEPTED),
        ),
    )
}

LENGTHS: Mapping[str, Length] = {
    length.key: length
    for length in (
        Length(
            "first_apology",
            "First apology",
            "From the first message to the first apology that left.",
            "M3",
            exists().where(Apology.case_id == Case.id),
            seconds_between(Case.received_at, _FIRST_APOLOGY),
        ),
        Length(
            "first_answer",
            "First answer by a person",
            "From the handoff to the first message that a person wrote.",
            "M12",
            and_(_HANDED_OVER, Case.first_human_answer_at >= Case.escalated_at),
            seconds_between(Case.escalated_at, Case.first_human_answer_at),
        ),
        Length(
            "resolution",
            "Resolution",
            "From the first message to how it was resolved, the last time where it was taken up again.",
            "M8",
            _RESOLVED,
            seconds_between(Case.received_at, Case.resolved_at),
        ),
    )
}
