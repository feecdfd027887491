"""The tables, a module a concern; a new one is added here so that migrations and mappers know it."""

from amends.store.tables.base import Base
from amends.store.tables.case import FIRST_REFERENCE, Apology, AuditEntry, Case, Want
from amends.store.tables.conversation import Button, Conversation, Message, Speaker
from amends.store.tables.desk import Agent, DeskSession, Role
from amends.store.tables.follow_through import (
    Letter,
    Mail,
    MissedDeadline,
    Praise,
    ReportCard,
    ReturnAttempt,
    Stay,
)
from amends.store.tables.redress import Offer, OfferState

__all__ = [
    "FIRST_REFERENCE",
    "Agent",
    "Apology",
    "AuditEntry",
    "Base",
    "Button",
    "Case",
    "Conversation",
    "DeskSession",
    "Letter",
    "Mail",
    "Message",
    "MissedDeadline",
    "Offer",
    "OfferState",
    "Praise",
    "ReportCard",
    "ReturnAttempt",
    "Role",
    "Speaker",
    "Stay",
    "Want",
]
