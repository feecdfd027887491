"""The apology gate: what an outgoing message does to an apology, before it is sent (METHOD M2, M3, R1, R2, R3).

A library of its own: it knows nothing of the bot, the desk or the database. Rules are data, one file a
language.
"""

from __future__ import annotations

from amends.apology.gate import GATE_VERSION, bare_apology, check, without_apology
from amends.apology.verdict import Breach, Check, Sender, Verdict, may_send

__all__ = [
    "GATE_VERSION",
    "Breach",
    "Check",
    "Sender",
    "Verdict",
    "bare_apology",
    "check",
    "may_send",
    "without_apology",
]
