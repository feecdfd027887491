"""What a desk has to show on its quieter pages: perhaps danger, something late, something given up, praise."""

from __future__ import annotations

from datetime import timedelta

from sqlalchemy import select

from amends.cases.deadlines import Deadline
from amends.casework.record import find_case, note_facts
from amends.clock import system_clock
from amends.desk.danger_review import find_nobody_in_danger
from amends.follow_through.lateness import note_missed
from amends.follow_through.praise import record_praise
from amends.mail.keeping import MAIL, put_mail
from amends.mail.writing import MailDraft, MailKind
from amends.outbox.handler import Failure, PutOff, TurnedDown
from amends.outbox.leasing import lease_due, note_failure
from amends.store.tables import Agent, DangerReview, Message, Want
from tests.e2e.desk_server import DeskServer
from tests.languages import ENGLISH


def seed_pages(desk: DeskServer) -> str:
    """Fill them; return the conversation of a customer who wants a letter."""
    demir = desk.shop.complain(
        "nobody has said sorry to my mother, she waited three weeks", heat=0.6, name="Yusuf Demir",
        want=Want.APOLOGY,
    )  # fmt: skip
    late = desk.shop.complain("nobody came, twice", heat=0.7, name="Ms Late")
    lines = [
        desk.shop.say(late, text, heat=0.0)
        for text in ("Jonas was lovely", "thank you all", "the young man who rang me back was kind")
    ]
    smell = "the heater hums and it smells odd when the little one is asleep next to it"
    for text, chance in (("it hums a bit, is that normal", 0.08), (smell, 0.31)):
        desk.shop.perhaps_danger(text, chance=chance, name="Priya Raman")
    desk.shop.perhaps_danger("one more lost parcel and i am done for", kind="danger_self_harm")
    now = system_clock()
    with desk.services.store.write() as session:
        read = session.scalars(select(DangerReview.id).order_by(DangerReview.id.desc()).limit(1)).one()
        reader = session.scalars(select(Agent).order_by(Agent.id).limit(1)).one()
        find_nobody_in_danger(session, read, reader, now=now)
        case, other = find_case(session, demir), find_case(session, late)
        assert case is not None
        assert other is not None
        note_facts(case, {"apology_way": "writing"})
        note_missed(session, other, Deadline.FIRST_ANSWER, now - timedelta(minutes=25), now=now)
        note_missed(session, other, Deadline.RESOLVE, now - timedelta(hours=30), now=now)
        for line in lines:
            record_praise(session, session.get_one(Message, line), case_id=other.id, now=now)
        for number, kind in enumerate((MailKind.TOLD, MailKind.LETTER, MailKind.ANSWER)):
            draft = MailDraft(kind, "A record", "Hello,\n\nIt is settled.", language=ENGLISH)
            key = f"seed-{other.id}-{number}"
            put_mail(session, other, draft, to=f"{key}@example.com", key=key, now=now)
        failures: tuple[Failure, ...] = (
            TurnedDown("refused: 550 no such mailbox"),
            PutOff("the mail server did not answer"),
        )
        leased = lease_due(session, MAIL, owner="seed", limit=2, now=now)
        for delivery, failure in zip(leased, failures, strict=True):
            note_failure(session, delivery, failure, MAIL, owner="seed", chance=0.0, now=now)
    return demir
