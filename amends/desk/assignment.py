"""Inviting one agent at a time to a waiting case; one let pass goes back to the queue, further up (METHOD M9, M12)."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import replace
from datetime import datetime, timedelta

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from amends.cases.errors import Invalid, NotFound
from amends.cases.escalation import Reason, Severity
from amends.cases.state import WAITING, State
from amends.cases.topics import TOPICS
from amends.casework.handoff import PRESENT_FOR, ServiceLevels, actor_of
from amends.casework.record import lock_known_case, write_audit
from amends.desk.filters import fits
from amends.desk.handling import put_back, take_over
from amends.desk.line import UNASKED, asked_now, line
from amends.desk.names import say_code
from amends.desk.notes import write_note
from amends.desk.routing import Colleague, Need, choose_agent
from amends.languages.loading import Languages
from amends.store.locks import lock_free_case
from amends.store.sql import one_at_a_time
from amends.store.tables import Agent, Case, Conversation, Invitation, InvitationEnding, Presence, Role

_LOCK = 61_113
"""One process at a time asks agents (`one_at_a_time`)."""
AT_ONCE = 20
"""So many of those who wait are looked at in a round, the most urgent first."""


class NobodyWaits(NotFound):
    """There is no case to take."""

    def __init__(self) -> None:
        super().__init__("nobody_waits")


class NoSuchColleague(Invalid):
    """A case cannot be passed on there."""

    def __init__(self) -> None:
        super().__init__("colleague_unknown")


def invite(session: Session, *, patience: timedelta, now: datetime) -> list[str]:
    """Ask agents to take what waits; return the conversations in which something changed.

    Somebody asked longer than `patience` ago has let it pass: it goes back to everybody, and up. Who went away
    meanwhile has not: the question is only withdrawn.
    One process at a time asks; a case that somebody is at work on is left to the next round.
    """
    one_at_a_time(session, _LOCK)
    changed = _end_old_ones(session, patience=patience, now=now)
    free = {colleague.id: colleague for colleague in colleagues(session, now=now)}
    if not any(colleague.free for colleague in free.values()):
        return changed
    waiting = _first_in_line(session, now)
    passed = _passed_by(session, [case for case, _ in waiting])
    for case, language in waiting:
        chosen = choose_agent(need_of(case, language, passed[case.id]), free.values())
        if chosen is None or not _still_waits(session, case):
            continue
        ask(session, case, chosen.id, now=now)
        free[chosen.id] = replace(chosen, free=False)
        changed.append(case.conversation_id)
    return changed


def ask(session: Session, case: Case, agent_id: int, *, now: datetime, by: Agent | None = None) -> None:
    """Ask an agent to take a waiting case; whoever was asked before no longer is."""
    end_invitation(session, case, InvitationEnding.WITHDRAWN, now=now)
    session.add(Invitation(case_id=case.id, agent_id=agent_id, made_at=now, by_id=by.id if by else None))
    actor = actor_of(by) if by else "system"
    write_audit(session, case, "invited", actor=actor, now=now, to=session.get_one(Agent, agent_id).name)
    session.flush()


def end_invitation(
    session: Session, case: Case, ending: InvitationEnding, *, now: datetime
) -> Invitation | None:
    """End the open invitation of a case, if there is one."""
    query = select(Invitation).where(Invitation.case_id == case.id, Invitation.ended_at.is_(None))
    invitation = session.scalars(query).one_or_none()
    if invitation is not None:
        invitation.ended_at, invitation.ended = now, ending
        session.flush()
    return invitation


def claim_case(
    session: Session, conversation_id: str, agent: Agent, *, languages: Languages, now: datetime
) -> Case:
    """Claim a waiting case, asked or not; the question is answered by that. Raises AlreadyClaimed, NoSuchCase."""
    case = take_over(session, conversation_id, agent, languages=languages, now=now)
    end_invitation(session, case, InvitationEnding.TAKEN, now=now)
    case.passed_over, case.wanted_skill, agent.given_at = 0, None, now
    return case


def claim_next(session: Session, agent: Agent, *, languages: Languages, now: datetime) -> Case:
    """Claim what is next for this agent: what they were asked, then what they know, then the most urgent of all.

    What a colleague was asked is left to them as long as anything else waits. Raises NobodyWaits.
    """
    for conditions in ([asked_now(agent.id)], [fits(agent), UNASKED], [UNASKED], []):
        found = session.scalar(line(now, *conditions).limit(1))
        if found is not None:
            conversation_id = session.scalars(select(Case.conversation_id).where(Case.id == found)).one()
            return claim_case(session, conversation_id, agent, languages=languages, now=now)
    raise NobodyWaits


def let_pass(session: Session, conversation_id: str, agent: Agent, *, now: datetime) -> Case:
    """Leave a case that the agent was asked to take to others. Raises NoSuchCase."""
    case = lock_known_case(session, conversation_id)
    query = select(Invitation).where(Invitation.case_id == case.id, Invitation.ended_at.is_(None))
    open_one = session.scalars(query).one_or_none()
    if open_one is not None and open_one.agent_id == agent.id:
        _pass(session, case, open_one, actor=actor_of(agent), now=now)
    return case


def pass_on(
    session: Session,
    conversation_id: str,
    agent: Agent,
    *,
    to: str,
    note: str,
    levels: ServiceLevels,
    languages: Languages,
    now: datetime,
) -> Case:
    """Pass one's case on with a note: to a colleague (`agent:3`) or to whoever knows a topic (`skill:billing`).

    The customer keeps their place and is told. Raises NoSuchColleague, NoteError without a note, NotYours.
    """
    kind, _, whom = to.partition(":")
    colleague = session.get(Agent, int(whom)) if kind == "agent" and whom.isdecimal() else None
    known = colleague is not None and not colleague.disabled and colleague.id != agent.id
    if not known and not (kind == "skill" and whom in TOPICS):
        raise NoSuchColleague
    name = colleague.name if colleague else f"whoever knows {say_code(whom).lower()}"
    case = put_back(session, conversation_id, agent, levels=levels, languages=languages, now=now)
    write_note(session, case, agent, f"For @{name}: {note.strip()}" if note.strip() else "", now=now)
    write_audit(session, case, "passed_on", actor=actor_of(agent), now=now, to=name)
    if colleague is not None:
        ask(session, case, colleague.id, now=now, by=agent)
    else:
        case.wanted_skill = whom
    return case


def colleagues(session: Session, *, now: datetime) -> list[Colleague]:
    """Return everybody whose desk is open, with what they have and whether they can be asked."""
    here = select(Agent).where(Agent.last_seen_at >= now - PRESENT_FOR, Agent.disabled.is_(False))
    counts = select(Case.assignee_id, func.count(Case.id)).where(Case.state == State.AGENT)
    has = dict(session.execute(counts.group_by(Case.assignee_id)).tuples().all())
    asked = set(session.scalars(select(Invitation.agent_id).where(Invitation.ended_at.is_(None))))
    return [
        Colleague(
            id=agent.id,
            free=agent.presence is Presence.HERE and agent.id not in asked,
            is_lead=agent.role is Role.LEAD,
            languages=frozenset(agent.languages),
            skills=frozenset(agent.skills),
            open_cases=has.get(agent.id, 0),
            given_at=agent.given_at,
        )
        for agent in session.scalars(here)
    ]


def need_of(case: Case, language: str, passed_by: frozenset[int]) -> Need:
    """Return what a waiting case asks of a person: a lead where it is beyond authority, or somebody is in danger."""
    topics = (case.wanted_skill,) if case.wanted_skill else (case.topic,)
    authority = case.escalation_reason is Reason.AUTHORITY or case.severity >= Severity.DANGER
    return Need(language, frozenset(topic for topic in topics if topic), authority, passed_by)


def _end_old_ones(session: Session, *, patience: timedelta, now: datetime) -> list[str]:
    present = {colleague.id for colleague in colleagues(session, now=now)}
    query = select(Invitation, Case).join(Case, Case.id == Invitation.case_id)
    changed = []
    for invitation, case in session.execute(query.where(Invitation.ended_at.is_(None))).tuples().all():
        if lock_free_case(session, case.conversation_id) is None:
            continue
        session.refresh(invitation)
        if invitation.ended_at is not None:
            continue
        if case.state not in WAITING or (invitation.by_id is None and invitation.agent_id not in present):
            invitation.ended_at, invitation.ended = now, InvitationEnding.WITHDRAWN
        elif invitation.made_at + patience <= now:
            _pass(session, case, invitation, actor="system", now=now)
        else:
            continue
        changed.append(case.conversation_id)
    session.flush()
    return changed


def _pass(session: Session, case: Case, invitation: Invitation, *, actor: str, now: datetime) -> None:
    invitation.ended_at, invitation.ended = now, InvitationEnding.PASSED
    case.passed_over += 1
    write_audit(session, case, "let_pass", actor=actor, now=now, to=invitation.agent.name)
    session.flush()


def _first_in_line(session: Session, now: datetime) -> list[tuple[Case, str]]:
    """The most urgent of those whom nobody is asked to take, each with its language."""
    ids = list(session.scalars(line(now, UNASKED).limit(AT_ONCE)))
    query = select(Case, Conversation.language).join(Conversation, Conversation.id == Case.conversation_id)
    found = {case.id: (case, language) for case, language in session.execute(query.where(Case.id.in_(ids)))}
    return [found[case_id] for case_id in ids]


def _still_waits(session: Session, case: Case) -> bool:
    """Whether nobody is at work on the case, and it waits unasked as it did when the line was read."""
    if lock_free_case(session, case.conversation_id) is None or case.state not in WAITING:
        return False
    asked = select(Invitation.id).where(Invitation.case_id == case.id, Invitation.ended_at.is_(None))
    return session.scalar(asked) is None


def _passed_by(session: Session, cases: list[Case]) -> defaultdict[int, frozenset[int]]:
    """Who let each case pass since it waits."""
    since = {case.id: case.waiting_since for case in cases}
    query = select(Invitation).where(
        Invitation.case_id.in_(since), Invitation.ended == InvitationEnding.PASSED
    )
    found: defaultdict[int, frozenset[int]] = defaultdict(frozenset)
    for one in session.scalars(query) if cases else ():
        began = since[one.case_id]
        if began is None or one.made_at >= began:
            found[one.case_id] |= {one.agent_id}
    return found
