"""A customer is back in a new window: number and address, then a code; right or wrong, the same words (METHOD M21)."""

from __future__ import annotations

import re
from dataclasses import replace

from sqlalchemy import select

from amends.cases.escalation import Reason
from amends.casework.record import note_facts
from amends.dialogue.handing_over import bring_a_person
from amends.dialogue.heard import complains, gave
from amends.dialogue.meeting import meet
from amends.dialogue.missing_facts import unread_email
from amends.dialogue.scene import Scene
from amends.dialogue.status import status_line
from amends.dialogue.turn import Answer, Stage, answer
from amends.follow_through.returning import ask_for, prove
from amends.hearing.frame import Given
from amends.languages.line import Line
from amends.store.tables import Message, Speaker
from amends.understanding.reading import Reading

TRIES = 2
"""So many messages that do not help, and a person comes."""
_CODE = re.compile(r"(?<!\d)(\d{3})[ -]?(\d{3})(?!\d)")


def ask_for_case(scene: Scene) -> Answer:
    """They ask for a record that this window does not have: number and address, whichever is missing."""
    turn = scene.turn
    if turn.stage is Stage.FINDING and gave(turn, Given.NO, Given.NEITHER, Given.DONT_KNOW):
        return answer(Line("no_record"), stage=None)
    gives = turn.fact("case_ref") or turn.fact("email")
    if turn.stage is Stage.FINDING and complains(turn) and not gives:
        return meet(scene)
    reference, email = _given(scene, "case_ref"), _given(scene, "email")
    if reference and email:
        return _ask_for_the_code(scene, reference, email)
    missing = Line("ask_record")
    if not email and (unread := unread_email(scene)):
        return _not_yet(scene, unread) if turn.stage is Stage.FINDING else answer(unread, stage=Stage.FINDING)
    if reference or email:
        missing = Line("ask_record_email" if reference else "ask_record_number")
    elif turn.stage is Stage.FINDING:
        return _not_yet(scene, missing)
    return answer(missing, stage=Stage.FINDING)


def take_code(scene: Scene) -> Answer:
    """They write the code: right, and the record is theirs in this window too; else once more, then a person."""
    turn = scene.turn
    code = _CODE.search(turn.told)
    if code is None and complains(turn):
        return meet(scene)
    if code is None and (gave(turn, Given.NO, Given.NEITHER, Given.DONT_KNOW) or turn.pressed):
        return _bring_a_person(scene)
    if code is None:
        return _not_yet(scene, Line("ask_code"))
    case = prove(scene.session, turn.conversation_id, code[1] + code[2], now=scene.now)
    if case is None:
        return _not_yet(scene, Line("wrong_code"))
    return answer(Line("found"), status_line(scene, case), stage=None)


def _ask_for_the_code(scene: Scene, reference: str, email: str) -> Answer:
    """Without e-mail nobody can prove who they are here: a person looks it up with them."""
    if not scene.levels.mail:
        return _bring_a_person(scene)
    ask_for(scene.session, scene.turn.conversation_id, reference, email, now=scene.now)
    return answer(Line("code_sent"), stage=Stage.CODE)


def _not_yet(scene: Scene, line: Line) -> Answer:
    if scene.turn.misunderstood >= TRIES:
        return _bring_a_person(scene)
    asked = answer(line, stage=scene.turn.stage)
    return replace(asked, misunderstood=scene.turn.misunderstood + 1)


def _bring_a_person(scene: Scene) -> Answer:
    """A person looks it up, and has number and address before them."""
    given = {kind: value for kind in ("case_ref", "email") if (value := _given(scene, kind))}
    note_facts(scene.case(), given)
    return bring_a_person(scene, Reason.RETURNING)


def _given(scene: Scene, kind: str) -> str | None:
    """Return what they gave of a kind in this conversation, the newest of it."""
    if value := scene.turn.fact(kind):
        return value
    query = (
        select(Message.reading)
        .where(Message.conversation_id == scene.turn.conversation_id, Message.speaker == Speaker.CUSTOMER)
        .where(Message.reading.is_not(None))
        .order_by(Message.id.desc())
    )
    readings = (
        Reading.from_dict(reading).facts_by_kind() for reading in scene.session.scalars(query) if reading
    )
    return next((facts[kind] for facts in readings if kind in facts), None)
