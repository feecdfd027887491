"""Who comes back from a new browser: proved by a code; right or wrong, nothing can be told apart (METHOD M21)."""

from __future__ import annotations

import asyncio
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace

import pytest
from sqlalchemy import event
from sqlalchemy.orm import Session

from amends.casework.handoff import ServiceLevels
from amends.casework.record import find_case, open_case
from amends.follow_through.returning import (
    HOLDS_FOR,
    PER_ADDRESS,
    PER_RECORD,
    TRIES,
    WITHIN,
    ask_for,
    code_of,
    continued_as,
    prove,
)
from amends.follow_through.telling import write_what_is_due
from amends.mail.delivery import MailSender
from amends.messages.transcript import start_conversation
from amends.outbox.runner import Runner
from amends.store.store import Store
from amends.store.tables import EntryState, OutboxEntry, ReturnAttempt
from tests.conftest import StillClock
from tests.fakes import FakeMailer
from tests.languages import LANGUAGES

ANNA = "anna@example.com"


@pytest.fixture
def known(sqlite_store: Store, clock: StillClock) -> str:
    with sqlite_store.write() as session:
        conversation = start_conversation(session, now=clock())
        case = open_case(session, conversation.id, concern="late", resolve_days=10, now=clock())
        case.customer_email = ANNA
        return conversation.id


def new_window(store: Store, clock: StillClock, came_from: str = "somewhere") -> str:
    with store.write() as session:
        return start_conversation(session, now=clock(), came_from=came_from).id


def ask(store: Store, window: str, clock: StillClock, reference: str = "AM-20001", email: str = ANNA) -> str:
    """Ask for a record; return the code, which only the mail would tell."""
    with store.write() as session:
        return code_of(ask_for(session, window, reference, email, now=clock()))


def try_code(store: Store, window: str, code: str, clock: StillClock) -> str | None:
    with store.write() as session:
        case = prove(session, window, code, now=clock())
        return case.conversation_id if case else None


def test_number_address_and_code_open_the_earlier_conversation(
    sqlite_store: Store, known: str, clock: StillClock
) -> None:
    window = new_window(sqlite_store, clock)
    code = ask(sqlite_store, window, clock, email="Anna@Example.com")
    assert try_code(sqlite_store, window, code, clock) == known
    with sqlite_store.read() as session:
        assert continued_as(session, window) == known
        assert continued_as(session, known) == known
        case = find_case(session, known)
        assert case is not None
        assert case.audit[-1].event == "returned"


def test_a_code_opens_once_for_its_window_and_for_its_time(
    sqlite_store: Store, known: str, clock: StillClock
) -> None:
    window, other = new_window(sqlite_store, clock), new_window(sqlite_store, clock)
    code = ask(sqlite_store, window, clock)
    assert try_code(sqlite_store, other, code, clock) is None
    clock.now += HOLDS_FOR
    assert try_code(sqlite_store, window, code, clock) is None
    again = ask(sqlite_store, window, clock)
    assert try_code(sqlite_store, window, again, clock) == known
    assert try_code(sqlite_store, window, again, clock) is None


def test_after_some_wrong_tries_the_right_code_is_worth_nothing(
    sqlite_store: Store, known: str, clock: StillClock
) -> None:
    window = new_window(sqlite_store, clock)
    code = ask(sqlite_store, window, clock)
    wrong = f"{(int(code) + 1) % 10**6:06d}"
    for _ in range(TRIES):
        assert try_code(sqlite_store, window, wrong, clock) is None
    assert try_code(sqlite_store, window, code, clock) is None


@pytest.mark.parametrize(
    ("reference", "email"),
    [("AM-20001", "eve@example.com"), ("AM-29999", ANNA), ("AM-1", ANNA), ("AM-99999999999999999999", ANNA)],
)
def test_the_code_of_a_wrong_pair_opens_nothing_and_nothing_is_mailed(
    sqlite_store: Store, known: str, levels: ServiceLevels, clock: StillClock, reference: str, email: str
) -> None:
    window = new_window(sqlite_store, clock)
    code = ask(sqlite_store, window, clock, reference, email)
    assert try_code(sqlite_store, window, code, clock) is None
    assert (
        write_what_is_due(sqlite_store, levels=replace(levels, mail=True), now=clock(), languages=LANGUAGES)
        == 0
    )


def test_a_case_without_an_address_is_opened_by_no_address(
    sqlite_store: Store, known: str, clock: StillClock
) -> None:
    with sqlite_store.write() as session:
        case = find_case(session, known)
        assert case is not None
        case.customer_email = None
    window = new_window(sqlite_store, clock)
    for email in ("", "none", ANNA):
        code = ask(sqlite_store, window, clock, email=email)
        assert try_code(sqlite_store, window, code, clock) is None


def test_right_or_wrong_the_same_is_done(sqlite_store: Store, known: str, clock: StillClock) -> None:
    """The same statements in the same order: so the same time, whether a record exists or not."""
    window = new_window(sqlite_store, clock)
    done = []
    for reference, email in (("AM-20001", ANNA), ("AM-20001", "eve@example.com"), ("AM-29999", ANNA)):
        with sqlite_store.write() as session, statements(session) as seen:
            ask_for(session, window, reference, email, now=clock())
        done.append(seen)
    assert done[0] == done[1] == done[2]
    assert len(done[0]) >= 4


def test_beyond_the_limit_of_a_record_or_an_address_no_code_is_right(
    sqlite_store: Store, known: str, clock: StillClock
) -> None:
    for number in range(PER_RECORD):
        ask(sqlite_store, new_window(sqlite_store, clock, f"place {number}"), clock)
    window = new_window(sqlite_store, clock, "another place")
    assert try_code(sqlite_store, window, ask(sqlite_store, window, clock), clock) is None
    clock.now += WITHIN
    for number in range(PER_ADDRESS):
        ask(sqlite_store, new_window(sqlite_store, clock, "one place"), clock, f"AM-{30000 + number}")
    window = new_window(sqlite_store, clock, "one place")
    assert try_code(sqlite_store, window, ask(sqlite_store, window, clock), clock) is None
    clock.now += WITHIN
    assert try_code(sqlite_store, window, ask(sqlite_store, window, clock), clock) == known


def test_the_code_goes_to_the_address_on_record_once_and_is_not_kept(
    sqlite_store: Store, known: str, levels: ServiceLevels, clock: StillClock
) -> None:
    window = new_window(sqlite_store, clock)
    code = ask(sqlite_store, window, clock)
    for _ in range(2):
        write_what_is_due(sqlite_store, levels=replace(levels, mail=True), now=clock(), languages=LANGUAGES)
    mailer = FakeMailer()
    sender = MailSender(mailer, clock, "care@shop.example", "Shop", LANGUAGES, lambda conversation_id: None)
    asyncio.run(Runner(sqlite_store, [sender], clock).drain())
    (message,) = mailer.sent
    assert message["To"] == ANNA
    assert code in message.as_string()
    with sqlite_store.read() as session:
        entry = session.query(OutboxEntry).one()
        assert (entry.about, entry.state) == ("code", EntryState.DONE)
        assert code not in str(entry.payload)
        assert session.query(ReturnAttempt).one().case_id is not None


@contextmanager
def statements(session: Session) -> Iterator[list[str]]:
    seen: list[str] = []

    def note(connection: object, cursor: object, statement: str, *rest: object) -> None:
        seen.append(statement)

    engine = session.get_bind()
    event.listen(engine, "before_cursor_execute", note)
    yield seen
    session.flush()
    event.remove(engine, "before_cursor_execute", note)
