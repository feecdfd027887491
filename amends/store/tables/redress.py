"""What was offered and given (METHOD M6, R7)."""

from __future__ import annotations

from datetime import datetime
from decimal import Decimal
from enum import StrEnum
from typing import TYPE_CHECKING

from sqlalchemy import CheckConstraint, ForeignKey, Numeric, String, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column, relationship

from amends.store.tables.base import Base
from amends.store.types import Word

if TYPE_CHECKING:
    from amends.store.tables.case import Case


class OfferState(StrEnum):
    """Where an offer stands."""

    MADE = "made"
    ACCEPTED = "accepted"
    DECLINED = "declined"


class Offer(Base):
    """An offer that the policy backs (METHOD M6, R7): one for each failure, whatever is retried."""

    __tablename__ = "offers"
    __table_args__ = (
        UniqueConstraint("case_id", "failure"),
        CheckConstraint("amount >= 0", name="amount_not_negative"),
    )

    id: Mapped[int] = mapped_column(primary_key=True, autoincrement=True)
    case_id: Mapped[int] = mapped_column(ForeignKey("cases.id"))
    failure: Mapped[int]
    kind: Mapped[str] = mapped_column(String(32))
    amount: Mapped[Decimal] = mapped_column(Numeric(12, 2))
    currency: Mapped[str] = mapped_column(String(3))
    rule: Mapped[str] = mapped_column(String(64))
    policy_version: Mapped[str] = mapped_column(String(32))
    state: Mapped[OfferState] = mapped_column(Word(OfferState), default=OfferState.MADE)
    voucher_code: Mapped[str | None] = mapped_column(String(32), unique=True)
    made_at: Mapped[datetime]
    answered_at: Mapped[datetime | None]

    case: Mapped[Case] = relationship(back_populates="offers")
