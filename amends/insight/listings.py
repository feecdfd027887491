"""Which cases a link of the insight pages opens: every figure's condition by the name it has in the address."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from sqlalchemy import ColumnElement, and_, exists, func, not_, true

from amends.desk.names import WANTS, say_code
from amends.insight.figures import COMPLAINT, LENGTHS, SHARES, WEEK_AGO
from amends.insight.outcomes import GOT, WANTED, offer_taken
from amends.store.tables import Case, Praise, ReportCard, Stay, Want


class UnknownFigure(LookupError):
    """There is no such figure; the link is old."""


@dataclass(frozen=True, slots=True)
class CaseListing:
    """What a list holds, in words and in SQL. `of_cards`: its time is when the report card was answered."""

    title: str
    meaning: str
    condition: ColumnElement[bool]
    of_cards: bool = False


LISTS: Mapping[str, CaseListing] = {
    "complaints": CaseListing("Complaints", "Every case that is more than praise.", COMPLAINT),
    "praise": CaseListing("Praise", "Those who praised us.", exists().where(Praise.case_id == Case.id)),
    "all": CaseListing("Cases", "Every case, praise too.", true()),
    "open": CaseListing("Open cases", "Not resolved yet.", Case.resolved_at.is_(None)),
    "recent": CaseListing(
        "The last seven days",
        "What is compared with the eight weeks before, to the hour: seven times 24 hours up to now.",
        and_(COMPLAINT, Case.received_at >= WEEK_AGO),
    ),
    "heat": CaseListing(
        "Heat in and out",
        "The complaints whose heat was read: heat in is their first message's, heat out their last one's.",
        and_(COMPLAINT, Case.heat_start.is_not(None)),
    ),
    "cards": CaseListing(
        "Report cards", "Answered in this time, whenever the case was received.", true(), of_cards=True
    ),
    **{key: CaseListing(length.title, length.meaning, length.among) for key, length in LENGTHS.items()},
}
"""Lists that need nothing but their name."""


def _wanted(want: str) -> CaseListing:
    return CaseListing(
        f"Wanted {WANTS[Want(want)]}", "Complaints whose newest want it is.", WANTED[Want(want)]
    )


def _got(want: str) -> CaseListing:
    meaning, got = GOT[Want(want)]
    return CaseListing(f"Wanted {WANTS[Want(want)]}, got it", meaning, and_(WANTED[Want(want)], got))


def _missed(want: str) -> CaseListing:
    meaning, got = GOT[Want(want)]
    title = f"Wanted {WANTS[Want(want)]}, did not get it"
    return CaseListing(
        title, f"Not yet true: {meaning}", and_(WANTED[Want(want)], not_(func.coalesce(got, False)))
    )


def _settled(want: str) -> CaseListing:
    title = f"Wanted {WANTS[Want(want)]}, said that it is settled"
    return CaseListing(
        title, "In the customer's own answer.", and_(WANTED[Want(want)], Case.accepted.is_(True))
    )


def _stay(answer: str) -> CaseListing:
    said = exists().where(ReportCard.case_id == Case.id, ReportCard.stay == Stay(answer))
    title = {Stay.YES: "They stay", Stay.NO: "They leave", Stay.UNSURE: "Not sure whether they stay"}
    return CaseListing(title[Stay(answer)], "What they answered on the report card.", said, of_cards=True)


def _given(which: str) -> CaseListing:
    """`which`: kind, `bot` or `person`, currency, rule."""
    kind, by, currency, rule = which.split(":", 3)
    if by not in ("bot", "person"):
        raise ValueError(by)
    title = f"{say_code(kind)} by rule {rule}, taken"
    meaning = f"Offered by {'the assistant' if by == 'bot' else 'a person'} in {currency}, and accepted."
    return CaseListing(title, meaning, offer_taken(rule, kind, by_bot=by == "bot", currency=currency))


FAMILIES: Mapping[str, Callable[[str], CaseListing]] = {
    "wanted": _wanted,
    "got": _got,
    "missed": _missed,
    "settled": _settled,
    "stay": _stay,
    "given": _given,
}
"""Lists that need to know of which: `got:apology`."""


def listing_of(figure: str, *, others: bool = False) -> CaseListing:
    """Return what a figure's list holds; `others`: of a share, those that it did not count. Raises UnknownFigure."""
    if share := SHARES.get(figure):
        counted = not_(func.coalesce(share.counted, False)) if others else share.counted
        title = f"Not: {share.title.lower()}" if others else share.title
        return CaseListing(title, share.meaning, and_(share.among, counted))
    if figure in LISTS:
        return LISTS[figure]
    family, _, which = figure.partition(":")
    try:
        return FAMILIES[family](which)
    except (KeyError, ValueError) as error:
        raise UnknownFigure(figure) from error
