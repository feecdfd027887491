"""Who a case is with: the handoff as a state machine (DESIGN, Handoff; METHOD M4, M10).

    bot ─hand_off─▶ queued ⇄ follow_up ─claim─▶ agent ─resolve─▶ resolved ─tell─▶ told ─close─▶ closed
     ▲                  ▲─────────release────────┤                  │              │               │
     └──────────────────┴──────hand_back─────────┘◀─────────────reopen─────────────┴───────────────┘

The bot may settle a case by itself (bot ─resolve─▶ resolved). Nothing is closed before the customer was told.
"""

from __future__ import annotations

from enum import StrEnum

from amends.cases.errors import Conflict


class State(StrEnum):
    """Where a case stands."""

    BOT = "bot"
    QUEUED = "queued"
    FOLLOW_UP = "follow_up"
    AGENT = "agent"
    RESOLVED = "resolved"
    TOLD = "told"
    CLOSED = "closed"


class Move(StrEnum):
    """What can happen to a case."""

    HAND_OFF = "hand_off"
    PROMISE = "promise"
    OPEN_DESK = "open_desk"
    CLAIM = "claim"
    RELEASE = "release"
    HAND_BACK = "hand_back"
    RESOLVE = "resolve"
    TELL = "tell"
    CLOSE = "close"
    REOPEN = "reopen"


WAITING = frozenset({State.QUEUED, State.FOLLOW_UP})
"""Somebody waits for a person."""

SETTLED = frozenset({State.RESOLVED, State.TOLD, State.CLOSED})
"""An outcome was decided; the customer's next concern reopens the case."""

TRANSITIONS: dict[tuple[State, Move], State] = {
    (State.BOT, Move.HAND_OFF): State.QUEUED,
    (State.BOT, Move.RESOLVE): State.RESOLVED,
    (State.QUEUED, Move.PROMISE): State.FOLLOW_UP,
    (State.FOLLOW_UP, Move.OPEN_DESK): State.QUEUED,
    (State.QUEUED, Move.CLAIM): State.AGENT,
    (State.FOLLOW_UP, Move.CLAIM): State.AGENT,
    (State.AGENT, Move.RELEASE): State.QUEUED,
    (State.AGENT, Move.HAND_BACK): State.BOT,
    (State.AGENT, Move.RESOLVE): State.RESOLVED,
    (State.RESOLVED, Move.TELL): State.TOLD,
    (State.TOLD, Move.CLOSE): State.CLOSED,
    (State.RESOLVED, Move.REOPEN): State.BOT,
    (State.TOLD, Move.REOPEN): State.BOT,
    (State.CLOSED, Move.REOPEN): State.BOT,
}


class NotAllowed(Conflict):
    """A case cannot make this move from where it stands."""

    def __init__(self, state: State, move: Move) -> None:
        super().__init__("move_not_allowed", state=state, move=move)


def after(state: State, move: Move) -> State:
    """Return the state that `move` leads to from `state`. Raises NotAllowed."""
    try:
        return TRANSITIONS[state, move]
    except KeyError:
        raise NotAllowed(state, move) from None


def states_before(move: Move) -> frozenset[State]:
    """Return every state from which `move` may be made."""
    return frozenset(state for state, possible in TRANSITIONS if possible is move)


def bot_may_speak(state: State | None) -> bool:
    """Say whether the bot may write: never while a person has the conversation (R8)."""
    return state is not State.AGENT
