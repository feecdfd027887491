"""The tables, a module a concern; a new one is added here so that migrations and mappers know it."""

from amends.store.tables.base import Base
from amends.store.tables.case import FIRST_REFERENCE, Apology, AuditEntry, Case, Want
from amends.store.tables.conversation import DEMO, Button, Conversation, Message, Speaker
from amends.store.tables.correction import Aspect, Correction
from amends.store.tables.danger_review import DangerReview, DangerVerdict
from amends.store.tables.desk import Agent, DeskSession, Presence, Role
from amends.store.tables.dialogue import (
    OPEN_PROGRESS,
    CustomerRequest,
    DialogueState,
    Progress,
    RequestKind,
)
from amends.store.tables.follow_through import (
    Letter,
    MissedDeadline,
    Praise,
    ReportCard,
    ReturnAttempt,
    Stay,
)
from amends.store.tables.notes import Mention, Note
from amends.store.tables.outbox import EntryState, OutboxEntry
from amends.store.tables.redress import (
    LIVE,
    AuthorityRequest,
    LedgerEntry,
    Offer,
    OfferState,
    RequestState,
)
from amends.store.tables.routing import Invitation, InvitationEnding
from amends.store.tables.saved import ReplyUse, SavedReply
from amends.store.tables.summary import KeptDay, TouchedCase

__all__ = [
    "DEMO",
    "FIRST_REFERENCE",
    "LIVE",
    "OPEN_PROGRESS",
    "Agent",
    "Apology",
    "Aspect",
    "AuditEntry",
    "AuthorityRequest",
    "Base",
    "Button",
    "Case",
    "Conversation",
    "Correction",
    "CustomerRequest",
    "DangerReview",
    "DangerVerdict",
    "DeskSession",
    "DialogueState",
    "EntryState",
    "Invitation",
    "InvitationEnding",
    "KeptDay",
    "LedgerEntry",
    "Letter",
    "Mention",
    "Message",
    "MissedDeadline",
    "Note",
    "Offer",
    "OfferState",
    "OutboxEntry",
    "Praise",
    "Presence",
    "Progress",
    "ReplyUse",
    "ReportCard",
    "RequestKind",
    "RequestState",
    "ReturnAttempt",
    "Role",
    "SavedReply",
    "Speaker",
    "Stay",
    "TouchedCase",
    "Want",
]
