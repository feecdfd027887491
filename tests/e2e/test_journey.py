"""A customer in one browser and an agent in another, through everything that runs (METHOD M1..M10, R8).

The whole system is started as an operator starts it (`amends run`), on ports and a folder of its own. Where
AMENDS_JOURNEY names a folder, the first journey leaves its transcript and its pictures there (docs/).
"""

from __future__ import annotations

import json
import os
import re
import shutil
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import httpx
import pytest
from playwright.sync_api import Browser, BrowserContext, Locator, Page, expect

from amends.cases.state import State
from amends.run.model import MODEL, RECORD
from amends.settings import Settings
from amends.store.store import Store, open_store
from amends.store.tables import Case, Message
from tests.e2e.accessibility import need_the_checker, violations
from tests.processes import ROOT, START_SECONDS, free_port, wait_until_healthy

pytestmark = [pytest.mark.e2e, pytest.mark.rasa]

Scheme = Literal["light", "dark"]
PATIENCE = 20_000
JOURNEY = os.environ.get("AMENDS_JOURNEY")


@dataclass
class System:
    """Everything, running."""

    url: str
    settings: Settings
    store: Store
    process: subprocess.Popen[bytes]
    log: Path

    def children(self, name: str) -> list[int]:
        """Return the process ids of what the supervisor runs whose command line holds `name`."""
        found = subprocess.run(
            ["pgrep", "-P", str(self.process.pid), "-f", name], capture_output=True, text=True, check=False
        )
        return [int(line) for line in found.stdout.split()]

    def sign_in(self, index: int) -> tuple[str, str]:
        """Return e-mail and password of a demo agent."""
        agents = json.loads((self.settings.var / "demo-agents.json").read_text())
        email, password = list(agents.items())[index]
        return email, password


@pytest.fixture(scope="module")
def system(
    browser: Browser, trained_model: Path, tmp_path_factory: pytest.TempPathFactory
) -> Iterator[System]:
    """`amends run`, until it is healthy; stopped by Ctrl-C at the end, and nothing is left behind."""
    var = tmp_path_factory.mktemp("system")
    (var / "models").mkdir()
    for name in (MODEL, RECORD):
        shutil.copy(trained_model.with_name(name), var / "models" / name)
    settings = Settings(var=var, port=free_port(), rasa_port=free_port(), actions_port=free_port())
    environment = {
        **{name: value for name, value in os.environ.items() if not name.startswith("AMENDS_")},
        "AMENDS_VAR": str(var),
        "AMENDS_PORT": str(settings.port),
        "AMENDS_RASA_PORT": str(settings.rasa_port),
        "AMENDS_ACTIONS_PORT": str(settings.actions_port),
        "AMENDS_OPENING_HOURS": "Mon-Sun 00:00-24:00",
        "AMENDS_TIMEZONE": "Europe/Berlin",
        "AMENDS_SIGN_INS_PER_MINUTE": "100",
        "AMENDS_DEMO_MONTHS": "0",
    }
    log = var / "run.log"
    with log.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "amends", "run"],
            cwd=ROOT,
            env=environment,
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    url = f"http://127.0.0.1:{settings.port}"
    try:
        wait_until_healthy(f"{url}/healthz", process, log)
        _wait_for_line(log, "All is up", process)
        store = open_store(settings.database)
        yield System(url, settings, store, process, log)
        store.close()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0, log.read_text()[-2000:]
    finally:
        process.kill()
        process.wait(10)


@pytest.fixture
def customer(browser: Browser, system: System) -> Iterator[Page]:
    """A customer on the shop's page, with the chat open."""
    context = _visitor(browser)
    page = context.new_page()
    page.goto(system.url)
    page.locator(".launcher").click()
    expect(page.locator("textarea")).to_be_visible()
    yield page
    context.close()


@pytest.fixture
def elena(browser: Browser, system: System) -> Iterator[Page]:
    """Elena, a lead, signed in at her desk."""
    context = _visitor(browser)
    yield _sign_in(context, system, 0)
    context.close()


@pytest.fixture
def jonas(browser: Browser, system: System) -> Iterator[Page]:
    """Jonas, an agent, signed in at his desk."""
    context = _visitor(browser)
    yield _sign_in(context, system, 1)
    context.close()


def _visitor(browser: Browser) -> BrowserContext:
    context = browser.new_context(
        locale="en-GB", timezone_id="Europe/Berlin", viewport={"width": 1280, "height": 860}
    )
    context.set_default_timeout(PATIENCE)
    expect.set_options(timeout=PATIENCE)
    return context


def _sign_in(context: BrowserContext, system: System, index: int) -> Page:
    email, password = system.sign_in(index)
    page = context.new_page()
    page.goto(f"{system.url}/desk/")
    page.fill("#email", email)
    page.fill("#password", password)
    page.get_by_role("button", name="Sign in").click()
    expect(page.get_by_role("heading", name="Waiting for a person")).to_be_visible()
    return page


def _wait_for_line(log: Path, line: str, process: subprocess.Popen[bytes]) -> None:
    deadline = time.monotonic() + START_SECONDS
    while line not in log.read_text() and time.monotonic() < deadline and process.poll() is None:
        time.sleep(0.2)
    assert line in log.read_text(), log.read_text()[-2000:]


def write(page: Page, text: str) -> None:
    """Type a message into the chat and send it with Enter."""
    page.locator("amends-chat textarea").fill(text)
    page.locator("amends-chat textarea").press("Enter")


def said(page: Page, text: str) -> Locator:
    """Return the chat's bubbles that hold a text."""
    return page.locator("amends-chat .text", has_text=text)


def reference(page: Page) -> str:
    """Return the case number that the customer sees."""
    expect(page.locator("amends-chat .case")).to_contain_text("AM-")
    found = re.search(r"AM-\d+", page.locator("amends-chat .case").inner_text())
    assert found
    return found[0]


def claim(page: Page, case: str) -> None:
    """Open a waiting case from the queue and claim it."""
    page.locator(f"#waiting-{case}").click()
    page.get_by_role("button", name="Claim this conversation").click()
    expect(page.locator("#reply")).to_be_visible()


def case_by(system: System, case: str) -> Case:
    """Return the case as it stands on record now."""
    with system.store.read() as session:
        found = session.get_one(Case, int(case.removeprefix("AM-")) - 20_000)
        _ = found.audit, found.apologies, found.assignee
        return found


def messages_of(system: System, case: Case) -> list[Message]:
    """Return every message of a case's conversation, oldest first."""
    with system.store.read() as session:
        query = session.query(Message).filter_by(conversation_id=case.conversation_id).order_by(Message.id)
        messages = list(query)
        _ = [message.agent for message in messages]
        return messages


def until(page: Page, check: Callable[[], bool], message: str) -> None:
    """Wait for something that is not on a page, for as long as we are patient."""
    deadline = time.monotonic() + PATIENCE / 1000
    while not check() and time.monotonic() < deadline:
        page.wait_for_timeout(200)
    assert check(), message


def test_from_complaint_to_resolved_case(system: System, customer: Page, elena: Page) -> None:
    """Met, heard, handed over, answered by a person in the same window, told, settled."""
    write(customer, "THREE times i stayed home for your driver and nobody came. i sat there like an idiot")
    expect(said(customer, "Three times at home, and nobody came.")).to_be_visible()
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    customer.get_by_role("button", name="Just listen").click()
    expect(said(customer, "I'm listening.")).to_be_visible()
    write(customer, "2nd time i even called, they said hes round the corner. 2 hrs later nothing")
    expect(said(customer, "and then two hours of nothing")).to_be_visible()
    expect(customer.locator("amends-chat .title")).to_have_text("Automated assistant")
    write(customer, "can i talk to a real person now")
    expect(said(customer, "I'm bringing a person in now.")).to_be_visible()
    expect(customer.locator("amends-chat .line")).to_contain_text("You are next.")
    case = reference(customer)

    expect(elena.locator(f"#waiting-{case}")).to_be_visible()
    claim(elena, case)
    expect(elena.locator("main")).to_contain_text("THREE times i stayed home")
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")

    elena.locator("#reply").press_sequentially("I'm sorry, M", delay=450)
    expect(customer.locator("amends-chat").get_by_text("Elena is writing")).to_be_visible()
    elena.fill("#reply", "I'm sorry you feel that way, but the courier says you were out.")
    elena.keyboard.press("Control+Enter")
    expect(elena.locator(".stopped")).to_be_visible()
    expect(elena.locator("#reply")).to_have_value(re.compile("you were out"))
    elena.get_by_role("button", name="Use this").click()
    expect(elena.locator(".stopped[role=alert]")).to_have_count(0)
    expect(elena.get_by_role("button", name="Bring it back")).to_be_visible()  # what was typed is never lost
    elena.fill("#reply", "Hello, I'm Elena, a person. I have read all of it. I'm sorry. Which day suits you?")
    elena.keyboard.press("Control+Enter")
    expect(said(customer, "Which day suits you?")).to_be_visible()
    expect(said(customer, "you feel")).to_have_count(0)

    # As long as a person types; the window says so every four seconds, and one call may get lost on the way.
    customer.locator("amends-chat textarea").press_sequentially("friday, aft", delay=450)
    expect(elena.locator("#typing")).to_contain_text("writing")
    write(customer, "friday, after four")
    expect(elena.locator("#log")).to_contain_text("friday, after four")
    if JOURNEY:
        _picture(customer, "widget.png")
        _picture(elena, "desk.png")

    elena.get_by_text("Resolve", exact=True).first.click()
    elena.fill("#told", "Your parcel comes on Friday between four and six. The driver calls you first.")
    elena.fill("#outcome", "Redelivery booked for Friday, 16:00 to 18:00.")
    elena.get_by_role("button", name="Resolve and tell").click()
    expect(said(customer, "between four and six")).to_be_visible()
    expect(said(customer, "Is that settled for you?")).to_be_visible()
    until(customer, lambda: case_by(system, case).state is State.TOLD, "they saw it, so they were told")
    customer.get_by_role("button", name="Yes", exact=True).click()
    expect(said(customer, "It stays on the record as")).to_be_visible()

    record = case_by(system, case)
    assert record.accepted is True
    assert record.outcome == "Redelivery booked for Friday, 16:00 to 18:00."
    assert [apology.said_by for apology in record.apologies] == ["bot", f"agent:{record.assignee_id}"]
    events = [entry.event for entry in record.audit]
    assert [e for e in events if e in ("opened", "hand_off", "claim", "resolve", "tell", "accepted")] == [
        "opened",
        "hand_off",
        "claim",
        "resolve",
        "tell",
        "accepted",
    ]
    if JOURNEY:
        _write_transcript(system, record)


def test_a_reload_a_second_tab_and_a_lost_network_lose_and_double_nothing(
    system: System, customer: Page
) -> None:
    write(customer, "my parcel is 9 days late")
    expect(said(customer, "What can I do?")).to_be_visible()
    customer.reload()
    expect(said(customer, "my parcel is 9 days late")).to_have_count(1)
    expect(said(customer, "What can I do?")).to_be_visible()
    second = customer.context.new_page()
    second.goto(system.url)
    expect(said(second, "my parcel is 9 days late")).to_have_count(1)
    customer.context.set_offline(True)
    write(customer, "are you even there")
    customer.wait_for_timeout(500)
    customer.context.set_offline(False)
    expect(said(second, "are you even there")).to_have_count(1)
    expect(said(customer, "are you even there")).to_have_count(1)
    case = case_by(system, reference(customer))

    def stored() -> int:
        return [message.text for message in messages_of(system, case)].count("are you even there")

    # Both tabs show it from their shared outbox at once; on record it is when the connection is back.
    until(customer, lambda: stored() > 0, "what was written offline is stored once there is a network")
    customer.wait_for_timeout(3000)
    assert stored() == 1


def test_of_two_agents_who_claim_one_case_one_wins_and_the_other_is_told(
    system: System, customer: Page, elena: Page, jonas: Page
) -> None:
    write(customer, "get me a human")
    case = reference(customer)
    for desk in (elena, jonas):
        desk.locator(f"#waiting-{case}").click()
        expect(desk.get_by_role("button", name="Claim this conversation")).to_be_visible()
    conversation = case_by(system, case).conversation_id
    jonas.route("**/desk/events*", lambda route: route.abort())  # he does not see it coming
    jonas.goto(f"{system.url}/desk/conversations/{conversation}")
    elena.get_by_role("button", name="Claim this conversation").click()
    expect(elena.locator("#reply")).to_be_visible()
    jonas.get_by_role("button", name="Claim this conversation").click()
    expect(jonas.locator("main")).to_contain_text("Elena has")
    expect(jonas.locator("#reply")).to_have_count(0)
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")


def test_while_a_person_has_it_the_bot_is_silent_whatever_happens(
    system: System, customer: Page, elena: Page
) -> None:
    """Also after `/restart`, a reload, and a Rasa that died and came back."""
    write(customer, "a person please")
    case = reference(customer)
    claim(elena, case)
    expect(customer.locator("amends-chat .title")).to_have_text("Elena, a person")
    last = messages_of(system, case_by(system, case))[-1].id
    for text in ("/restart", "/session_start", "are you a bot?", "the charger caught fire", "HELLO"):
        write(customer, text)
        expect(elena.locator("#log")).to_contain_text(text)
    for rasa in system.children("rasa run"):
        os.kill(rasa, signal.SIGKILL)
    customer.reload()
    write(customer, "still nobody?")
    expect(elena.locator("#log")).to_contain_text("still nobody?")
    _wait_for_rasa(system, customer)
    write(customer, "hello again")
    expect(elena.locator("#log")).to_contain_text("hello again")
    customer.wait_for_timeout(3000)
    after = [message for message in messages_of(system, case_by(system, case)) if message.id > last]
    assert {message.speaker.value for message in after} == {"customer"}

    elena.get_by_role("button", name="Hand back to the assistant").click()
    expect(said(customer, "I'm the automated assistant again")).to_be_visible()
    expect(customer.locator("amends-chat .title")).to_have_text("Automated assistant")


def test_with_a_dead_bot_the_customer_gets_an_apology_a_number_and_a_person(
    system: System, customer: Page
) -> None:
    for part in system.children("rasa run"):
        os.kill(part, signal.SIGKILL)
    write(customer, "my parcel is 9 days late and nobody answers")
    expect(said(customer, "I'm bringing a person in now.")).to_be_visible()
    expect(said(customer, "I'm sorry.")).to_have_count(1)
    case = case_by(system, reference(customer))
    assert case.state in (State.QUEUED, State.FOLLOW_UP)
    assert case.concern == "my parcel is 9 days late and nobody answers"
    _wait_for_rasa(system, customer)


@pytest.mark.parametrize("scheme", ["light", "dark"])
@pytest.mark.parametrize("width", [1280, 390])
def test_the_checker_of_accessibility_rules_finds_nothing_at_the_desk(
    system: System, customer: Page, browser: Browser, scheme: Scheme, width: int
) -> None:
    """Sign-in, queue, a waiting case, one's own with a stopped reply and the form to resolve it, the audit trail."""
    need_the_checker()
    write(customer, "my kettle arrived broken, get me a human")
    case = reference(customer)
    context = browser.new_context(color_scheme=scheme, viewport={"width": width, "height": 850})
    context.set_default_timeout(PATIENCE)
    page = context.new_page()
    page.goto(f"{system.url}/desk/")
    found = {"sign-in": violations(page)}
    page.close()
    desk = _sign_in(context, system, 1)
    expect(desk.locator(f"#waiting-{case}")).to_be_visible()
    found["queue"] = violations(desk)
    desk.locator(f"#waiting-{case}").click()
    expect(desk.get_by_role("button", name="Claim this conversation")).to_be_visible()
    found["waiting"] = violations(desk)
    desk.get_by_role("button", name="Claim this conversation").click()
    desk.fill("#reply", "I'm sorry, but you were out.")
    desk.keyboard.press("Control+Enter")
    expect(desk.locator(".stopped")).to_be_visible()
    desk.get_by_text("Audit trail").click()
    found["stopped"] = violations(desk)
    desk.get_by_text("Resolve", exact=True).first.click()
    found["resolve"] = violations(desk)
    context.close()
    assert not any(found.values()), found


def _wait_for_rasa(system: System, page: Page) -> None:
    def healthy() -> bool:
        try:
            return httpx.get(f"{system.settings.rasa_url}/webhooks/frontdesk/").status_code == 200
        except httpx.TransportError:
            return False

    deadline = time.monotonic() + START_SECONDS
    while not healthy() and time.monotonic() < deadline:
        page.wait_for_timeout(500)
    assert healthy(), system.log.read_text()[-2000:]


def _picture(page: Page, name: str) -> None:
    assert JOURNEY
    page.screenshot(path=Path(JOURNEY) / name)


def _write_transcript(system: System, case: Case) -> None:
    assert JOURNEY
    lines = ["# A whole journey", "", "From the end-to-end test, word for word (`make journey`).", ""]
    for message in messages_of(system, case):
        name = message.agent.name if message.agent else message.speaker.value
        lines.append(f"- **{name}**: {message.text}")
    lines += ["", "What the record says of it:", ""]
    lines += [f"- {entry.event} ({entry.actor.partition(':')[0]})" for entry in case.audit]
    (Path(JOURNEY) / "journey.md").write_text("\n".join(lines) + "\n", encoding="utf-8")
