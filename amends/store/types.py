"""Column types of our own: aware UTC times, enums kept by value, and exact sums of money."""

from __future__ import annotations

from datetime import UTC, datetime
from decimal import Decimal
from enum import StrEnum
from typing import Any

from sqlalchemy import DateTime, Dialect, Numeric, String
from sqlalchemy.types import TypeDecorator


class UtcDateTime(TypeDecorator[datetime]):
    """An aware UTC datetime, on databases that forget the zone too. A naive one is refused."""

    impl = DateTime(timezone=True)
    cache_ok = True

    def process_bind_param(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Store as UTC. Raises ValueError for a naive datetime."""
        if value is None:
            return None
        if value.tzinfo is None:
            raise ValueError("Times are aware: give the datetime a time zone.")
        return value.astimezone(UTC)

    def process_result_value(self, value: datetime | None, dialect: Dialect) -> datetime | None:
        """Read back as aware UTC."""
        if value is None:
            return None
        return value.replace(tzinfo=UTC) if value.tzinfo is None else value.astimezone(UTC)


class EnumText(TypeDecorator[StrEnum]):
    """A StrEnum kept as its value, so that the database stays readable and a new member needs no migration."""

    impl = String(32)
    cache_ok = True

    def __init__(self, enum: type[StrEnum]) -> None:
        super().__init__()
        self.enum = enum

    def process_bind_param(self, value: StrEnum | str | None, dialect: Dialect) -> str | None:
        """Store the value. Raises ValueError for one that the enum does not know."""
        return None if value is None else self.enum(value).value

    def process_result_value(self, value: Any, dialect: Dialect) -> StrEnum | None:
        """Read back the enum's member."""
        return None if value is None else self.enum(value)


class Sum(TypeDecorator[Decimal]):
    """A sum of money: four decimal places are exact in every currency; read back with two, or as many as it has."""

    impl = Numeric(16, 4)
    cache_ok = True

    def process_bind_param(self, value: Decimal | None, dialect: Dialect) -> Decimal | None:
        """Store as it is. Raises ValueError for what four places do not hold."""
        if value is not None and value != value.quantize(Decimal("0.0001")):
            raise ValueError(f"{value} has more than four decimal places.")
        return value

    def process_result_value(self, value: Any, dialect: Dialect) -> Decimal | None:
        """Read back exactly."""
        if value is None:
            return None
        exact = Decimal(value)
        short = exact.quantize(Decimal("0.01"))
        return short if short == exact else exact.normalize()
