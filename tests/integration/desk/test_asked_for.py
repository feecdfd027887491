"""What customers demand and ask, on the desk: seen first, ended by an agent, and no case resolved without it."""

from __future__ import annotations

import re

import httpx
import pytest

from amends.cases.state import State
from amends.store.tables import OPEN_PROGRESS, Progress, Speaker
from tests.integration.desk.conftest import ELENA, JONAS, Shop, SignIn

HTMX = {"HX-Request": "true"}
SHOE = "[demand.replacement] send me <the right shoe>."
ALL = f"{SHOE} [demand.call-] don't <call me>. [ask.when.order] when will it come?"
OUTCOME = {"outcome": "Sent by courier.", "told": "I have looked into all of it.", "client_id": "f"}


async def claimed(
    sign_in: SignIn, shop: Shop, labelled: str = ALL
) -> tuple[httpx.AsyncClient, str, list[int]]:
    """A case that Jonas has, and the numbers of what its customer demands and asks."""
    jonas, conversation_id = await sign_in(JONAS), shop.complain("two left shoes", name="Ms Brandt")
    requests = shop.wants(conversation_id, labelled)
    url = f"/desk/conversations/{conversation_id}"
    await jonas.post(f"{url}/claim")
    return jonas, url, requests


def ledger_of(page: str) -> str:
    """The part of a page that shows what they want and ask, as text."""
    found = page[page.index('id="asked-for-fold"') :]
    return " ".join(re.sub("<[^>]+>", " ", found[: found.index("</ul>")]).split())


async def test_what_they_want_stands_first_and_what_they_do_not_want_before_all(
    sign_in: SignIn, shop: Shop
) -> None:
    conversation_id = shop.complain("two left shoes")
    shop.wants(conversation_id, f"[ask.when.order] when will it come? {SHOE} [demand.call-] don't <call me>")
    shop.wants(conversation_id, SHOE)
    page = (await (await sign_in(ELENA)).get(f"/desk/conversations/{conversation_id}")).text
    assert page.index('id="asked-for"') < page.index('id="brief"') < page.index('id="log"')
    ledger = ledger_of(page)
    assert ledger.index("No calls they do not want it, binds us, since") < ledger.index("The right shoe open")
    assert "said 2 times" in ledger
    assert ledger.index("The right shoe") < ledger.index("“when will it come” question, open, since")
    assert "What became of it" not in ledger
    assert "<dd>No calls; the right shoe.</dd>" in page


async def test_where_nothing_was_demanded_it_says_so(sign_in: SignIn, shop: Shop) -> None:
    page = (await (await sign_in(ELENA)).get(f"/desk/conversations/{shop.complain('late')}")).text
    assert "They have demanded and asked nothing yet." in page


async def test_the_queue_names_what_they_want(sign_in: SignIn, shop: Shop) -> None:
    conversation_id = shop.complain("two left shoes")
    shop.wants(conversation_id, f"{ALL} [demand.refund] I want <my delivery fee> back")
    shop.wants(conversation_id, "[demand.cancel] cancel <the subscription>")
    queue = (await (await sign_in(ELENA)).get("/desk/queue", headers=HTMX)).text
    assert '<span class="tag heed">no calls</span>' in queue
    assert "wants the right shoe; my delivery fee" not in queue
    assert re.search(r">wants the right shoe; [^<]*delivery fee[^<]* and 1 more<", queue)


async def test_an_agent_says_what_became_of_it_and_takes_it_back(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (shoe, _, _) = await claimed(sign_in, shop)
    answer = await jonas.post(f"{url}/requests/{shoe}", data={"state": "done", "sentence": "By courier."})
    assert (answer.status_code, answer.headers["location"]) == (303, f"{url}#request-{shoe}")
    assert (shop.request(shoe).state, shop.request(shoe).outcome) == (Progress.DONE, "By courier.")
    page = (await jonas.get(url)).text
    assert "The right shoe done, since" in ledger_of(page)
    assert "By courier." in ledger_of(page)
    assert "What became of what they want" in page
    await jonas.post(f"{url}/requests/{shoe}", data={"state": "open"})
    assert (shop.request(shoe).state, shop.request(shoe).outcome) == (Progress.OPEN, None)
    assert shop.said(url.rpartition("/")[2]) == []


@pytest.mark.parametrize(
    ("which", "state", "said"),
    [
        (0, "refused", "Say in a sentence why not: “the right shoe”."),
        (1, "refused", "Say in a sentence why not: “no calls”."),
        (2, "answered", "Say in a sentence what the answer was: “when will it come”."),
        (0, "answered", "Choose what became of “the right shoe”."),
        (2, "done", "Choose what became of “when will it come”."),
        (0, "", "Choose what became of “the right shoe”."),
    ],
)
@pytest.mark.parametrize("headers", [{}, HTMX], ids=["without a script", "htmx"])
async def test_an_end_that_is_not_whole_says_what_is_missing(
    sign_in: SignIn, shop: Shop, which: int, state: str, said: str, headers: dict[str, str]
) -> None:
    jonas, url, requests = await claimed(sign_in, shop)
    form = {"state": state, "sentence": " "}
    answer = await jonas.post(f"{url}/requests/{requests[which]}", data=form, headers=headers)
    assert answer.status_code == 422
    assert said in answer.text
    assert f'id="request-fold-{requests[which]}" open' in answer.text
    assert shop.request(requests[which]).state in OPEN_PROGRESS


async def test_htmx_gets_the_ledger_and_the_rest_of_the_page_is_told(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (_, _, when) = await claimed(sign_in, shop)
    form = {"state": "answered", "sentence": "On Friday."}
    answer = await jonas.post(f"{url}/requests/{when}", data=form, headers=HTMX)
    assert (answer.status_code, answer.headers["hx-trigger-after-swap"]) == (200, "amends:sent")
    assert answer.text.index('id="asked-for-fold"') < answer.text.index("autofocus>Undo")
    assert 'id="actions"' not in answer.text


async def test_what_is_asked_meanwhile_comes_by_itself_and_what_has_not_changed_does_not(
    sign_in: SignIn, shop: Shop
) -> None:
    jonas, url, _ = await claimed(sign_in, shop)
    page = (await jonas.get(url)).text
    (ledger,), (stance,) = (re.findall(rf'data-{name}="(\w+)"', page) for name in ("ledger", "stance"))
    seen = {"ledger": ledger, "stance": stance, "after": 999}
    assert 'id="asked-for"' not in (await jonas.get(f"{url}/changes", params=seen)).text
    (more,) = shop.wants(url.rpartition("/")[2], "[demand.compensation-] not <a voucher>")
    changes = (await jonas.get(f"{url}/changes", params=seen)).text
    assert f'id="request-{more}" class="heed"' in changes
    assert f'name="end-{more}"' in changes


@pytest.mark.parametrize("who", ["nobody", "a colleague"])
async def test_only_who_has_the_case_may(sign_in: SignIn, shop: Shop, who: str, visit: object) -> None:
    jonas, url, (shoe, _, _) = await claimed(sign_in, shop)
    form = {"state": "done"}
    if who == "nobody":
        del jonas.headers["X-CSRF-Token"]
        assert (await jonas.post(f"{url}/requests/{shoe}", data=form)).status_code == 403
    else:
        elena = await sign_in(ELENA)
        answer = await elena.post(f"{url}/requests/{shoe}", data=form, headers=HTMX)
        assert answer.status_code == 409
        assert "is not with you. Claim it first." in answer.text
    assert shop.request(shoe).state is Progress.OPEN


async def test_a_request_of_another_case_is_none_of_this_one(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, _ = await claimed(sign_in, shop)
    (other,) = shop.wants(shop.complain("late"), SHOE)
    assert (await jonas.post(f"{url}/requests/{other}", data={"state": "done"})).status_code == 404
    assert shop.request(other).state is Progress.OPEN


async def test_a_colleague_was_first(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (shoe, _, _) = await claimed(sign_in, shop)
    for state, sentence, status in (("done", "", 303), ("done", "", 303), ("refused", "No.", 409)):
        form = {"state": state, "sentence": sentence}
        answer = await jonas.post(f"{url}/requests/{shoe}", data=form)
        assert answer.status_code == status
    assert "“the right shoe” is done already. Undo that first." in answer.text


async def test_no_case_is_resolved_without_saying_what_became_of_each(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (shoe, calls, when) = await claimed(sign_in, shop)
    form = OUTCOME | {f"end-{shoe}": "refused", f"end-{when}": "answered", f"why-{when}": "On Friday."}
    answer = await jonas.post(f"{url}/resolve", data=form, headers=HTMX)
    assert answer.status_code == 422
    assert "Say in a sentence why not: “the right shoe”." in answer.text
    for kept in ('value="refused" selected', 'value="answered" selected', 'value="On Friday."'):
        assert kept in answer.text
    assert "I have looked into all of it.</textarea>" in answer.text
    missing = await jonas.post(f"{url}/resolve", data=form | {f"end-{shoe}": "done", f"end-{when}": ""})
    assert "Choose what became of “when will it come”." in missing.text
    assert shop.case(url.rpartition("/")[2]).state is State.AGENT
    assert all(shop.request(one).state is Progress.OPEN for one in (shoe, calls, when))
    assert shop.said(url.rpartition("/")[2]) == []


async def test_the_customer_is_told_by_name_what_became_of_each(sign_in: SignIn, shop: Shop) -> None:
    more = "[demand.refund] I want <my delivery fee> back. [demand.other] let me <into the building>."
    asked = "[ask.who.case] who decided this? [ask.when.order] when will it come?"
    labelled = f"{SHOE} [demand.call-] don't <call me>. {more} {asked}"
    jonas, url, (shoe, calls, fee, door, who, when) = await claimed(sign_in, shop, labelled)
    conversation_id = url.rpartition("/")[2]
    form = OUTCOME | {
        f"end-{shoe}": "done", f"why-{shoe}": "It is with the courier.",
        f"end-{calls}": "done",
        f"end-{fee}": "refused", f"why-{fee}": "It was free.",
        f"end-{door}": "withdrawn",
        f"end-{who}": "refused", f"why-{who}": "",
        f"end-{when}": "answered", f"why-{when}": "On Friday.",
    }  # fmt: skip
    for _ in range(2):
        assert (await jonas.post(f"{url}/resolve", data=form)).status_code == 303
    assert shop.said(conversation_id) == [
        "I have looked into all of it.\n"
        "Done: the right shoe. It is with the courier.\n"
        "This we can't do: your delivery fee back. It was free.\n"
        "You asked “who decided this”. That we don't know.\n"
        "You asked “when will it come”. On Friday."
    ]
    case = shop.case(conversation_id)
    assert (case.state, case.told_text) == (State.RESOLVED, shop.said(conversation_id)[0])
    assert [shop.request(one).state for one in (shoe, calls, fee, door, who, when)] == [
        Progress.DONE, Progress.DONE, Progress.REFUSED, Progress.WITHDRAWN, Progress.REFUSED, Progress.ANSWERED,
    ]  # fmt: skip
    assert shop.said(conversation_id, Speaker.SYSTEM).count("Is that settled for you?") == 1


async def test_what_was_not_heeded_is_owned_in_their_words(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (calls,) = await claimed(sign_in, shop, "[demand.call-] don't <call me>")
    form = OUTCOME | {f"end-{calls}": "refused", f"why-{calls}": "We called on Monday."}
    assert (await jonas.post(f"{url}/resolve", data=form)).status_code == 303
    assert shop.said(url.rpartition("/")[2]) == [
        "I have looked into all of it.\nYou said “don't call me”. That was not heeded. We called on Monday."
    ]


async def test_a_sum_is_not_done_without_an_offer_and_may_be_refused(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (fee,) = await claimed(sign_in, shop, "[demand.compensation] I want <60 euros> for the day")
    done = await jonas.post(f"{url}/resolve", data=OUTCOME | {f"end-{fee}": "done"})
    assert done.status_code == 422
    assert "No offer on the record backs “60 euros”." in done.text
    refused = {f"end-{fee}": "refused", f"why-{fee}": "The order came in time."}
    assert (await jonas.post(f"{url}/resolve", data=OUTCOME | refused)).status_code == 303
    assert "This we can't do: 60 euros for the day. The order" in shop.said(url.rpartition("/")[2])[0]


async def test_what_was_ended_before_is_not_asked_again(sign_in: SignIn, shop: Shop) -> None:
    jonas, url, (shoe, calls, when) = await claimed(sign_in, shop)
    await jonas.post(f"{url}/requests/{shoe}", data={"state": "done"})
    await jonas.post(f"{url}/requests/{when}", data={"state": "answered", "sentence": "On Friday."})
    page = (await jonas.get(url)).text
    assert f'name="end-{shoe}"' not in page
    assert '<option value="done">Heeded</option>' in page
    assert (await jonas.post(f"{url}/resolve", data=OUTCOME)).status_code == 303
    assert shop.said(url.rpartition("/")[2]) == ["I have looked into all of it."]
    assert (shop.request(calls).state, shop.request(calls).outcome) == (Progress.DONE, "heeded")


@pytest.mark.parametrize("email", [JONAS, ELENA])
async def test_the_gate_reads_the_sentences_too_and_rewrites_only_what_was_written_above(
    sign_in: SignIn, shop: Shop, email: str
) -> None:
    agent, conversation_id = await sign_in(email), shop.complain("two left shoes")
    (shoe,) = shop.wants(conversation_id, SHOE)
    url = f"/desk/conversations/{conversation_id}"
    await agent.post(f"{url}/claim")
    bad = {f"end-{shoe}": "refused", f"why-{shoe}": "I'm sorry, but you were out."}
    answer = await agent.post(f"{url}/resolve", data=OUTCOME | bad, headers=HTMX)
    assert answer.status_code == 422
    assert "Not sent." in answer.text
    assert "Send instead:" not in answer.text
    both = OUTCOME | bad | {"told": "I'm sorry, but it was late."}
    rewritten = (await agent.post(f"{url}/resolve", data=both, headers=HTMX)).text
    (instead,) = re.findall(r'name="instead" value="([^"]+)"', rewritten)
    assert "This we" not in instead
    assert shop.said(conversation_id) == []
    assert shop.request(shoe).state is Progress.OPEN
