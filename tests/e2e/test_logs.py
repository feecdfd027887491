"""Nothing that a person is known by, and no secret, is in the log or the metrics: played on a real front desk."""

from __future__ import annotations

import re
import time
import uuid
from collections.abc import Callable
from pathlib import Path

import httpx
import pytest
from sqlalchemy import select, text

from amends.cases.state import State
from amends.casework.record import find_case
from amends.store.tables import Case, EntryState, OutboxEntry, ReportCard
from tests.e2e.desk_server import DeskServer, serve
from tests.mail_server import Sink, mail_server

pytestmark = pytest.mark.e2e

WORDS = {
    "name": "Quendolyn Marksworth",
    "e-mail": "quendolyn@marksworth.example",
    "phone": "+49 1512 3344551",
    "order": "88213774",
    "message": "xylophone delivered to a greenhouse",
    "address": "198.51.100.77",
    "reply": "The xylophone comes on Friday",
    "note": "she sounded tired on the telephone",
    "outcome": "Sent a second xylophone",
    "wrong password": "not-her-password-at-all",
}
TYPED = ", ".join(WORDS[what] for what in ("name", "e-mail", "phone", "order", "message"))
CSRF = re.compile(r'name="csrf" value="([^"]+)"')


def test_a_whole_case_leaves_no_word_of_anybody_in_the_log(tmp_path: Path) -> None:
    sink = Sink()
    sink.recipient = f"550 5.1.1 <{WORDS['e-mail']}>: no such user here"
    with (
        mail_server(sink) as port,
        serve(
            tmp_path, smtp_host="127.0.0.1", smtp_port=str(port), smtp_security="none",
            smtp_from="care@shop.example", trusted_proxies="127.0.0.1",
        ) as desk,
    ):  # fmt: skip
        secrets = _play(desk)
        metrics = httpx.get(f"{desk.url}/metrics").text
    log = desk.log.read_text()
    for event in ("bot_failed", "sign_in_refused", "outbox_given_up", "cases_exported", "unforeseen"):
        assert event in log, f"the play did not come to {event}"
    assert "amends_cases" in metrics
    secrets["signing secret"] = (tmp_path / "secret").read_text().strip()
    for what, marker in {**WORDS, **secrets}.items():
        for where, written in (("log", log), ("metrics", metrics)):
            assert marker.lower() not in written.lower(), f"{what} is in the {where}"
    parts = [*WORDS["name"].split(), "xylophone", "greenhouse", "marksworth.example"]
    assert not [part for part in parts if part.lower() in log.lower()]


def _play(desk: DeskServer) -> dict[str, str]:
    """A customer writes, agents answer, resolve, search, take out and erase; return the secrets that were used."""
    token, conversation_id = _write(desk)
    email, password = desk.sign_ins[0]
    with httpx.Client(base_url=desk.url, headers={"X-Forwarded-For": WORDS["address"]}) as lead:
        for tried in (WORDS["wrong password"], password):
            lead.post("/desk/sign-in", data={"email": email, "password": tried})
        found = CSRF.search(lead.get("/desk/me").text)
        assert found is not None
        lead.headers["X-CSRF-Token"] = found[1]
        _answer(lead, f"/desk/conversations/{conversation_id}")
        _until(lambda: _failed_mails(desk) > 0)
        _look_and_take_out(desk, lead, conversation_id)
        cookie = lead.cookies["amends_desk"]
    return {"token": token, "password": password, "session": cookie, "csrf": found[1]}


def _write(desk: DeskServer) -> tuple[str, str]:
    headers = {"X-Forwarded-For": WORDS["address"]}
    token = httpx.post(f"{desk.url}/widget/session", json={}, headers=headers).json()["token"]
    headers["Authorization"] = f"Bearer {token}"
    for said in (TYPED, f"call me: {WORDS['phone']}"):
        form = {"client_id": str(uuid.uuid4()), "text": said}
        httpx.post(f"{desk.url}/widget/messages", json=form, headers=headers).raise_for_status()
    _until(lambda: bool(_cases(desk)))
    case = _cases(desk)[0]
    with desk.services.store.write() as session:
        kept = find_case(session, case.conversation_id)
        assert kept is not None
        kept.customer_name, kept.customer_email = WORDS["name"], WORDS["e-mail"]
    return token, case.conversation_id


def _answer(lead: httpx.Client, here: str) -> None:
    forms: tuple[tuple[str, dict[str, str]], ...] = (
        ("claim", {}),
        ("notes", {"text": WORDS["note"]}),
        ("reply", {"client_id": "a1", "text": f"I'm sorry, but {WORDS['reply']}."}),
        ("reply", {"client_id": "a1", "text": f"{WORDS['reply']}."}),
        ("resolve", {"client_id": "a2", "told": f"{WORDS['reply']}.", "outcome": WORDS["outcome"]}),
    )
    for path, form in forms:
        assert lead.post(f"{here}/{path}", data=form).status_code < 500, path


def _look_and_take_out(desk: DeskServer, lead: httpx.Client, conversation_id: str) -> None:
    assert WORDS["name"] in lead.get("/desk/search", params={"q": "xylophone greenhouse"}).text
    for path in (
        "/desk/insight",
        "/desk/line-up",
        "/desk/no/such/page",
        "/desk/cases.csv?from=2026-01-01&to=2099-01-01",
    ):
        lead.get(path)
    assert WORDS["message"] in lead.post("/desk/privacy/give", data={"email": WORDS["e-mail"]}).text
    with desk.services.store.write() as session:
        case = find_case(session, conversation_id)
        assert case is not None
        session.add(ReportCard(case_id=case.id, asked_at=case.received_at, answered_at=case.received_at))
        session.flush()
        session.execute(text("UPDATE report_cards SET stay = :said"), {"said": WORDS["name"]})
    day = case.received_at.date()
    broken = lead.get(f"/desk/insight/cases?of=cards&from={day.replace(day=1)}&to={day}")
    assert broken.status_code == 500
    assert "Something went wrong here" in broken.text
    with desk.services.store.write() as session:
        session.execute(text("UPDATE report_cards SET stay = NULL"))
        kept = find_case(session, conversation_id)
        assert kept is not None
        kept.state = State.CLOSED
    erased = lead.post("/desk/privacy/erase", data={"email": WORDS["e-mail"], "sure": "yes"})
    assert "Erased" in erased.text


def _cases(desk: DeskServer) -> list[Case]:
    with desk.services.store.read() as session:
        return list(session.scalars(select(Case)))


def _failed_mails(desk: DeskServer) -> int:
    with desk.services.store.read() as session:
        return len(session.scalars(select(OutboxEntry.id).where(OutboxEntry.state == EntryState.DEAD)).all())


def _until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
    deadline = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < deadline
        time.sleep(0.2)
