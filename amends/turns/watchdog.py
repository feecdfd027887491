"""The watchdog: looks after promises that nobody else would notice (METHOD M9, M10, R8)."""

from __future__ import annotations

import asyncio
from datetime import datetime

from sqlalchemy.orm import Session

from amends.cases.deadlines import Deadline
from amends.cases.state import State
from amends.casework.handoff import close, move_waiting, promise_again, release
from amends.follow_through.due import OWED, QUIET_AFTER_TOLD, cases_due
from amends.follow_through.lateness import note_missed, note_the_quiet_ones, promise_passed, silent_since
from amends.follow_through.telling import write_what_is_due
from amends.languages.line import Line
from amends.messages.transcript import answer_what_was_read
from amends.periodic import for_each, repeat
from amends.realtime.hub import Call
from amends.sending.send import Outgoing, send_on_case
from amends.sending.words import say_time
from amends.store.locks import lock_case_by_id
from amends.store.tables import Case, Speaker
from amends.turns.turns import Turns

NAME = "watchdog"
EVERY_SECONDS = 15.0


async def watch(turns: Turns) -> None:
    """Make the rounds until cancelled, and tell whoever looks at what changed."""

    async def make() -> None:
        for conversation_id in await asyncio.to_thread(make_a_round, turns):
            turns.hub.tell(Call("said", conversation_id, who="bot"))
            turns.hub.tell(Call("status", conversation_id))
        await turns.resume()

    await repeat(make, name=NAME, every=EVERY_SECONDS)


def make_a_round(turns: Turns) -> list[str]:
    """Keep promises in order; return the conversations in which something changed.

    All of it stands on the record afterwards, so that a second round or a restart does nothing twice. Each case is a
    transaction of its own: nobody who writes meanwhile waits for the whole round, and an odd one keeps nobody waiting.
    """
    now = turns.clock()
    changed: list[str] = []

    def look_after(case_id: int) -> None:
        def write(session: Session) -> tuple[str, bool]:
            case = lock_case_by_id(session, case_id)
            return case.conversation_id, _look_after(session, case, turns, now)

        conversation_id, moved = turns.store.transact(write)
        if moved:
            changed.append(conversation_id)

    with turns.store.read() as session:
        due = cases_due(session, levels=turns.levels, now=now)
    for_each(due, look_after, name=NAME)
    write_what_is_due(turns.store, levels=turns.levels, languages=turns.languages, now=now)
    return changed


def _look_after(session: Session, case: Case, turns: Turns, now: datetime) -> bool:
    """Do what is due for a case as it stands by now; return whether anything was."""
    if case.state is State.TOLD and (
        case.accepted or (case.told_at and case.told_at <= now - QUIET_AFTER_TOLD)
    ):
        close(session, case, now=now, accepted=case.accepted)
        return True
    if case.state not in OWED:
        return False
    moved = move_waiting(session, case, now=now)
    noted = note_the_quiet_ones(session, case, now=now)
    return _keep_the_promise(session, case, turns, now) or moved or noted


def _keep_the_promise(session: Session, case: Case, turns: Turns, now: datetime) -> bool:
    """Whoever was not answered in time is told so, honestly, and given a new time (METHOD M9, R8)."""
    passed = promise_passed(case, now=now)
    if passed is not None and note_missed(session, case, Deadline.NEXT_UPDATE, passed, now=now):
        _promise_anew(session, case, "late", turns, now)
        return True
    silence = silent_since(session, case, levels=turns.levels, now=now)
    if silence is not None and note_missed(session, case, *silence, now=now):
        release(session, case, None, now=now)
        _promise_anew(session, case, "silent", turns, now)
        answer_what_was_read(session, case.conversation_id, now=now)
        return True
    return False


def _promise_anew(session: Session, case: Case, first: str, turns: Turns, now: datetime) -> None:
    language = turns.languages.of(case.conversation.language)
    promised = promise_again(session, case, levels=turns.levels, now=now)
    when = say_time(promised, language=language, hours=turns.levels.hours, now=now)
    for name, line in (
        ("late", Line(first)),
        ("late_sorry", Line("sorry")),
        ("new_time", Line("new_time", {"when": when, "reference": case.reference})),
    ):
        outgoing = Outgoing.of(language, line, f"{name}:{case.id}:{promised.isoformat()}")
        send_on_case(session, case, outgoing, speaker=Speaker.SYSTEM, now=now)
