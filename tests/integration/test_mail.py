"""E-mail, to a real mail server on loopback that takes, refuses, hangs or dies (METHOD M9, M10)."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
import structlog
from aiosmtpd.smtp import AuthResult

from amends.cases.escalation import Reason
from amends.cases.state import NotAllowed, State
from amends.casework.handoff import ServiceLevels, close, hand_off, mark_informed, resolve
from amends.casework.record import find_case, open_case
from amends.cli import main
from amends.desk.handling import reply_to_customer, settle_case, take_over
from amends.follow_through.telling import write_what_is_due
from amends.mail.delivery import MailSender
from amends.mail.keeping import MAIL, RETRY_AFTER, put_mail
from amends.mail.smtp import SmtpMailer
from amends.mail.writing import write_promise
from amends.messages.transcript import start_conversation
from amends.outbox.leasing import lease_due
from amends.outbox.runner import Runner
from amends.realtime.hub import Hub
from amends.settings import Settings
from amends.store.migrate import upgrade
from amends.store.store import Store, open_store
from amends.store.tables import Agent, Case, Conversation, EntryState, Message, OutboxEntry
from amends.turns.turns import Turns
from amends.turns.watchdog import make_a_round
from tests.conftest import StillClock
from tests.fakes import FakeBot
from tests.languages import ENGLISH, LANGUAGES
from tests.mail_server import Sink, certificate, mail_server, silent_server


class Company:
    """A company with a mail server, an agent, and a customer who gave an address."""

    def __init__(self, store: Store, levels: ServiceLevels, clock: StillClock) -> None:
        self.store, self.levels, self.clock = store, levels, clock
        self.turns = Turns(store, FakeBot(), Hub(), clock, levels, LANGUAGES)
        self.changed: list[str] = []
        with store.write() as session:
            elena = Agent(email="elena@example.com", name="Elena", password_hash="-")
            session.add(elena)
            session.flush()
            self.elena = elena

    async def send(self, port: int, **how: object) -> int:
        """Send what is due; return how many e-mails the mail server took."""
        how = {"security": "none", "timeout": 5.0} | how
        mailer = SmtpMailer(host="127.0.0.1", port=port, **how)  # type: ignore[arg-type]
        sender = MailSender(
            mailer, self.clock, "care@shop.example", "Example Shop", LANGUAGES, self.changed.append
        )
        return (await Runner(self.store, [sender], self.clock).drain()).delivered

    def customer(self, email: str | None = "anna@example.com") -> str:
        with self.store.write() as session:
            conversation = start_conversation(session, now=self.clock())
            case = open_case(
                session, conversation.id, concern="nobody came", resolve_days=10, now=self.clock()
            )
            case.customer_email = email
            hand_off(session, case, Reason.ASKED, levels=self.levels, now=self.clock())
            return conversation.id

    def settle(self, conversation: str, told: str = "Your parcel comes on Friday.") -> None:
        with self.store.write() as session:
            take_over(session, conversation, self.elena, now=self.clock(), languages=LANGUAGES)
            settle_case(
                session,
                conversation,
                self.elena,
                outcome="x",
                told=told,
                client_id=told,
                now=self.clock(),
                languages=LANGUAGES,
            )

    def state(self, conversation: str) -> State:
        with self.store.read() as session:
            case = find_case(session, conversation)
            assert case is not None
            return case.state

    def mails(self) -> list[OutboxEntry]:
        with self.store.read() as session:
            return list(session.query(OutboxEntry).order_by(OutboxEntry.id))

    def events(self) -> list[str]:
        with self.store.read() as session:
            return [entry.event for case in session.query(Case) for entry in case.audit]


@pytest.fixture
def company(sqlite_store: Store, settings: Settings, levels: ServiceLevels, clock: StillClock) -> Company:
    return Company(sqlite_store, replace(levels, mail=True), clock)


@pytest.fixture
def sink() -> Sink:
    return Sink()


@pytest.fixture
def server(sink: Sink) -> Iterator[int]:
    with mail_server(sink) as port:
        yield port


async def test_how_it_was_settled_goes_out_and_taken_means_told(
    company: Company, sink: Sink, server: int
) -> None:
    conversation = company.customer()
    company.settle(conversation)
    make_a_round(company.turns)
    assert company.state(conversation) is State.RESOLVED
    assert await company.send(server) == 1
    (message,) = sink.taken
    assert sink.recipients == ["anna@example.com"]
    assert (message["From"], message["Subject"]) == (
        "Example Shop <care@shop.example>",
        "Your record AM-20001: how it was settled",
    )
    plain, html = (message.get_body((kind,)) for kind in ("plain", "html"))
    assert plain is not None
    assert html is not None
    assert "Your parcel comes on Friday." in plain.get_content()
    assert "<p>Your parcel comes on Friday.</p>" in html.get_content()
    assert company.state(conversation) is State.TOLD
    assert company.changed == [conversation]
    assert "mail_sent" in company.events()


@pytest.mark.parametrize(
    ("email", "recipient"),
    [
        ("anna@müller.example", "anna@xn--mller-kva.example"),
        ("o'leary@example.com", "o'leary@example.com"),
        ("r&d@example.com", "r&d@example.com"),
    ],
)
async def test_an_address_reaches_the_mail_server_whole(
    company: Company, sink: Sink, server: int, email: str, recipient: str
) -> None:
    company.settle(company.customer(email))
    make_a_round(company.turns)
    assert await company.send(server) == 1
    assert sink.recipients == [recipient]
    assert sink.taken[0]["To"] == recipient


async def test_it_is_written_once_and_sent_once_whatever_is_repeated(
    company: Company, sink: Sink, server: int
) -> None:
    company.settle(company.customer())
    for _ in range(3):
        make_a_round(company.turns)
        await company.send(server)
    assert len(sink.taken) == 1


async def test_settled_again_after_it_was_reopened_is_told_again(
    company: Company, sink: Sink, server: int
) -> None:
    conversation = company.customer()
    company.settle(conversation, "Your parcel comes on Friday.")
    make_a_round(company.turns)
    company.clock.forward(minutes=5)
    with company.store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        hand_off(session, case, Reason.REOPENED, levels=company.levels, now=company.clock())
    company.settle(conversation, "Your parcel comes on Monday.")
    make_a_round(company.turns)
    await company.send(server)
    settled = [m for m in sink.taken if "how it was settled" in m["Subject"]]
    assert len(settled) == 2


async def test_no_case_closes_before_the_customer_was_told(company: Company) -> None:
    conversation = company.customer()
    company.settle(conversation)
    for _ in range(40):
        company.clock.forward(days=1)
        make_a_round(company.turns)
    assert company.state(conversation) is State.RESOLVED
    with company.store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        with pytest.raises(NotAllowed):
            close(session, case, now=company.clock(), accepted=None)
        mark_informed(session, case, now=company.clock())
    company.clock.forward(days=4)
    make_a_round(company.turns)
    assert company.state(conversation) is State.CLOSED


async def test_without_a_mail_server_nothing_is_written(
    sqlite_store: Store, levels: ServiceLevels, clock: StillClock
) -> None:
    company = Company(sqlite_store, levels, clock)
    company.settle(company.customer())
    make_a_round(company.turns)
    assert company.mails() == []


async def test_without_an_address_nothing_is_written(company: Company) -> None:
    company.settle(company.customer(email=None))
    company.settle(company.customer(email="anna"))
    make_a_round(company.turns)
    assert company.mails() == []


async def test_a_promise_goes_out_and_a_broken_one_once_a_day(
    company: Company, sink: Sink, server: int
) -> None:
    company.customer()
    for _ in range(5):
        make_a_round(company.turns)
        await company.send(server)
        company.clock.forward(minutes=31)
    assert [m["Subject"] for m in sink.taken] == [
        "Your record AM-20001: when a person writes",
        "Your record AM-20001: a new time",
    ]
    late = sink.taken[1].get_body(("plain",))
    assert late is not None
    assert "\nI'm sorry.\n" in late.get_content().replace("\r", "")


async def test_what_a_person_writes_reaches_who_has_left(company: Company, sink: Sink, server: int) -> None:
    conversation = company.customer()
    with company.store.write() as session:
        take_over(session, conversation, company.elena, now=company.clock(), languages=LANGUAGES)
        message = reply_to_customer(
            session,
            conversation,
            company.elena,
            "Which day?",
            client_id="1",
            now=company.clock(),
            languages=LANGUAGES,
        )
        seen = message.id
        reply_to_customer(
            session,
            conversation,
            company.elena,
            "Friday or Monday?",
            client_id="2",
            now=company.clock(),
            languages=LANGUAGES,
        )
    with company.store.write() as session:
        session.get_one(Conversation, conversation).seen_message_id = seen
    company.clock.forward(minutes=2)
    make_a_round(company.turns)
    assert company.mails() == []
    company.clock.forward(minutes=2)
    for _ in range(2):
        make_a_round(company.turns)
        await company.send(server)
    (passed_on,) = sink.taken
    body = passed_on.get_body(("plain",))
    assert body is not None
    assert "Friday or Monday?" in body.get_content()
    assert "Which day?" not in body.get_content()


async def test_a_refused_address_is_given_up_and_the_customer_is_told_in_the_chat(
    company: Company, sink: Sink, server: int
) -> None:
    sink.recipient = "550 5.1.1 no such user anna@example.com"
    conversation = company.customer()
    company.settle(conversation)
    with structlog.testing.capture_logs() as logs:
        make_a_round(company.turns)
        assert await company.send(server) == 0
    (mail,) = company.mails()
    assert (mail.state, mail.given_up_at) == (EntryState.DEAD, company.clock())
    assert mail.last_error == "refused (550)"
    assert "anna" not in str(logs)
    assert company.state(conversation) is State.RESOLVED
    with company.store.read() as session:
        last = session.query(Message).order_by(Message.id.desc()).first()
    assert last is not None
    assert last.text.startswith("Our e-mail to you came back.")
    company.clock.forward(days=3)
    company.customer()
    make_a_round(company.turns)
    assert len(company.mails()) == 1, "a refused address is not written to again"


@pytest.mark.parametrize("said", ["451 4.3.0 try later", "421 busy"])
async def test_a_server_that_is_busy_is_asked_again_later(
    company: Company, sink: Sink, server: int, said: str
) -> None:
    sink.data = said
    company.settle(company.customer())
    make_a_round(company.turns)
    await company.send(server)
    sink.data = "250 OK"
    assert await company.send(server) == 0
    company.clock.now += RETRY_AFTER[0]
    assert await company.send(server) == 1


async def test_a_server_that_dies_in_the_middle_is_asked_again(
    company: Company, sink: Sink, server: int
) -> None:
    sink.data = "die"
    conversation = company.customer()
    company.settle(conversation)
    make_a_round(company.turns)
    assert await company.send(server) == 0
    assert company.state(conversation) is State.RESOLVED
    sink.data = "250 OK"
    company.clock.now += RETRY_AFTER[0]
    assert await company.send(server) == 1
    assert company.state(conversation) is State.TOLD


async def test_a_server_that_hangs_or_is_silent_or_away_costs_its_timeout_and_no_more(
    company: Company, sink: Sink, server: int
) -> None:
    company.settle(company.customer())
    make_a_round(company.turns)
    sink.hang.set()
    assert await company.send(server, timeout=0.3) == 0
    company.clock.now += RETRY_AFTER[0]
    with silent_server() as port:
        assert await company.send(port, timeout=0.3) == 0
    company.clock.now += RETRY_AFTER[1]
    assert await company.send(1, timeout=0.3) == 0
    (mail,) = company.mails()
    assert (mail.attempts, mail.state) == (3, EntryState.WAITING)


async def test_after_the_last_try_it_is_a_dead_letter_and_can_be_tried_again(
    company: Company, sink: Sink, server: int
) -> None:
    sink.data = "451 later"
    company.settle(company.customer())
    make_a_round(company.turns)
    for pause in (*RETRY_AFTER, MAIL.lease):
        await company.send(server)
        company.clock.now += pause
    (mail,) = company.mails()
    assert mail.state is EntryState.DEAD
    assert "mail_failed" in company.events()
    assert await company.send(server) == 0


async def test_a_process_that_died_while_sending_leaves_it_to_the_next_one(
    company: Company, sink: Sink, server: int
) -> None:
    company.settle(company.customer())
    make_a_round(company.turns)
    with company.store.write() as session:
        assert len(lease_due(session, MAIL, owner="gone", limit=9, now=company.clock())) == 1
    assert await company.send(server) == 0, "it is under way elsewhere"
    company.clock.now += MAIL.lease
    assert await company.send(server) == 1


async def test_starttls_and_sign_in(company: Company, sink: Sink, tmp_path: Path) -> None:
    ours, theirs = certificate(tmp_path)
    signed_in: list[bytes] = []

    def let_in(server: object, session: object, envelope: object, mechanism: str, data: object) -> AuthResult:
        signed_in.append(data.password)  # type: ignore[attr-defined]
        return AuthResult(success=data.password == b"right")  # type: ignore[attr-defined]

    company.settle(company.customer())
    make_a_round(company.turns)
    demands: dict[str, Any] = {
        "tls_context": ours,
        "require_starttls": True,
        "auth_required": True,
        "authenticator": let_in,
    }
    with mail_server(sink, **demands) as port:
        for password, taken in (("wrong", 0), ("right", 1)):
            how = {"username": "shop", "password": password, "tls": theirs}
            assert await company.send(port, security="starttls", **how) == taken
            company.clock.now += RETRY_AFTER[0]
    assert signed_in[-1] == b"right"


async def test_a_server_without_tls_or_with_a_strangers_certificate_gets_nothing(
    company: Company, sink: Sink, server: int, tmp_path: Path
) -> None:
    ours, _ = certificate(tmp_path)
    company.settle(company.customer())
    make_a_round(company.turns)
    assert await company.send(server, security="starttls") == 0
    company.clock.now += RETRY_AFTER[0]
    with mail_server(sink, tls_context=ours) as port:
        assert await company.send(port, security="starttls") == 0
    assert sink.taken == []


async def test_the_outbox_keeps_a_key_once(company: Company) -> None:
    conversation = company.customer()
    draft = write_promise("AM-20001", "8:30", company="Shop", language=ENGLISH)
    with company.store.write() as session:
        case = find_case(session, conversation)
        assert case is not None
        first = put_mail(session, case, draft, to="anna@example.com", key="k", now=company.clock())
        again = put_mail(session, case, draft, to="anna@example.com", key="k", now=company.clock())
    assert first is not None
    assert again is None


async def test_what_the_bot_settled_is_told_by_e_mail_too(company: Company) -> None:
    with company.store.write() as session:
        conversation = start_conversation(session, now=company.clock())
        case = open_case(session, conversation.id, concern="late", resolve_days=10, now=company.clock())
        case.customer_email = "anna@example.com"
        resolve(session, case, None, outcome="voucher", told="A voucher of 10 euros.", now=company.clock())
    assert (
        write_what_is_due(company.store, levels=company.levels, now=company.clock(), languages=LANGUAGES) == 1
    )


def test_the_operator_sees_what_was_given_up_and_tries_again(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path, clock: StillClock, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setenv("AMENDS_VAR", str(tmp_path))
    settings = Settings()
    upgrade(settings.database)
    store = open_store(settings.database)
    with store.write() as session:
        conversation = start_conversation(session, now=clock())
        case = open_case(session, conversation.id, concern="late", resolve_days=10, now=clock())
        mail = put_mail(
            session,
            case,
            write_promise("AM-1", "8:30", company="S", language=ENGLISH),
            to="a@example.com",
            key="k",
            now=clock(),
        )
        assert mail is not None
        mail.state, mail.given_up_at, mail.last_error = EntryState.DEAD, clock(), "refused (550)"
    assert main(["mail", "list"]) == 0
    shown = capsys.readouterr().out
    assert "E-mail is off" in shown
    assert "1  AM-20001  when a person writes  given up" in shown
    assert "example.com" not in shown
    assert main(["mail", "retry", "7"]) == 1
    assert main(["mail", "retry", "1"]) == 0
    with store.read() as session:
        assert session.query(OutboxEntry).one().state is EntryState.WAITING
    store.close()
