"""What was offered and given, and what a lead is asked (METHOD M4, M6, R7)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Index, String, text
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.types import EnumText, Sum

if TYPE_CHECKING:
    from amends.store.tables.case import Case
    from amends.store.tables.desk import Agent


class OfferState(StrEnum):
    """Where an offer stands. A replaced one gave way to another before it was answered."""

    MADE = "made"
    ACCEPTED = "accepted"
    DECLINED = "declined"
    REPLACED = "replaced"


LIVE = (OfferState.MADE, OfferState.ACCEPTED)
"""An offer that stands, or was taken."""

ONE_OF_THE_BOT = text("state IN ('made', 'accepted') AND made_by = 'bot'")


class Offer(Base):
    """An offer that the policy backs (METHOD M6, R7). Of the bot one stands for each failure, whatever is retried."""

    __tablename__ = "offers"
    __table_args__ = (
        Index(
            "ix_offers_one_of_the_bot", "case_id", "failure", unique=True,
            sqlite_where=ONE_OF_THE_BOT, postgresql_where=ONE_OF_THE_BOT,
        ),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )  # fmt: skip

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    failure: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal] = mapped_column(Sum())
    """What the customer gets; of a replacement, a sample or a free month, what it costs."""
    currency: Mapped[str] = mapped_column(String(3))
    what: Mapped[str] = mapped_column(String(80), default="")
    """What is refunded or waived, in plain words."""
    follows: Mapped[str] = mapped_column(String(200), default="")
    """What the policy promises of its arrival."""
    rule: Mapped[str] = mapped_column(String(64))
    why: Mapped[str] = mapped_column(String(500), default="")
    policy_version: Mapped[str] = mapped_column(String(32))
    made_by: Mapped[str] = mapped_column(String(32), default="bot")
    """`bot`, or `agent:ID`."""
    approved_by: Mapped[str | None] = mapped_column(String(32))
    """The lead who decided it, `agent:ID`, where it was beyond the authority of who made it."""
    form_key: Mapped[str | None] = mapped_column(String(80), unique=True)
    """Of a person's offer: the form it came from, so that sending it twice makes one."""
    customer_email: Mapped[str | None] = mapped_column(String(254), index=True)
    order_number: Mapped[str | None] = mapped_column(String(64), index=True)
    """By what the customer is known, for the caps of a year."""
    state: Mapped[OfferState] = mapped_column(EnumText(OfferState), default=OfferState.MADE)
    voucher_code: Mapped[str | None] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="offers")


class LedgerEntry(Base):
    """A line of the built-in ledger: what the company owes by an accepted offer. Booked once by its key."""

    __tablename__ = "ledger_entries"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    key: Mapped[str] = mapped_column(String(40), unique=True)
    offer_id: Mapped[int] = mapped_column(ForeignKey("offers.id"), unique=True)
    reference: Mapped[str] = mapped_column(String(16))
    kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal] = mapped_column(Sum())
    currency: Mapped[str] = mapped_column(String(3))
    voucher_code: Mapped[str | None] = mapped_column(String(32))
    booked_at: Mapped[datetime]


class RequestState(StrEnum):
    """Where a request to a lead stands."""

    ASKED = "asked"
    APPROVED = "approved"
    DECLINED = "declined"


class AuthorityRequest(Base):
    """A person at the desk asks a lead for more than they may give themselves (METHOD M4)."""

    __tablename__ = "authority_requests"

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"), index=True)
    asked_by_id: Mapped[int] = mapped_column(ForeignKey("agents.id"))
    kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal] = mapped_column(Sum())
    currency: Mapped[str] = mapped_column(String(3))
    what: Mapped[str] = mapped_column(String(80), default="")
    why: Mapped[str] = mapped_column(String(500))
    form_key: Mapped[str] = mapped_column(String(80), unique=True)
    asked_at: Mapped[datetime]
    state: Mapped[RequestState] = mapped_column(
        EnumText(RequestState), default=RequestState.ASKED, index=True
    )
    decided_by_id: Mapped[int | None] = mapped_column(ForeignKey("agents.id"))
    decided_at: Mapped[datetime | None]
    decided_why: Mapped[str | None] = mapped_column(String(500))
    offer_id: Mapped[int | None] = mapped_column(ForeignKey("offers.id"))

    case: Mapped[Case] = relationship()
    asked_by: Mapped[Agent] = relationship(foreign_keys=asked_by_id)
    decided_by: Mapped[Agent | None] = relationship(foreign_keys=decided_by_id)
    offer: Mapped[Offer | None] = relationship()
