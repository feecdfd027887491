"""What the customer said, said back before the apology (METHOD M2, M5, M13, R6; VOICE)."""

from __future__ import annotations

from dataclasses import replace

import pytest

from amends.apology import Verdict, check
from amends.reflection.grammar import GrammarError, grammar_of
from amends.reflection.reflect import (
    LONGEST,
    LONGEST_SUMMARY,
    MOST_FACTS,
    MOST_WORDS,
    reflect,
    summarise,
)
from tests.languages import ENGLISH

VOICE = {
    "THREE times i stayed home for your driver and nobody came. i sat there like an idiot": (
        "Three times at home, and nobody came."
    ),
    "2nd time i even called, they said hes round the corner. 2 hrs later nothing": (
        '"Round the corner", and then two hours of nothing.'
    ),
    "parcel is 9 days late and i paid for next day. order 88213": "Nine days, after paying for next day.",
    "i dont want your money. nobody has said sorry to my mother": "Nobody has apologised to your mother.",
}

WAITING = {
    "I've been waiting in all day for your courier and nobody showed up!!!": (
        "You've been waiting in all day for the courier, and nobody showed up."
    ),
    "WHERE IS MY ORDER. 12 DAYS LATE. TWELVE.": "Twelve days late.",
    "I waited 3 hours for your pathetic driver": "You waited three hours.",
    "i stayed home three times": "Three times at home.",
    "My parcel never arrived": "Your parcel never arrived.",
    "Been waiting 3 weeks and still no refund": "You've been waiting three weeks, and still no refund.",
    "STILL. NO. REFUND.": "Still no refund.",
    "my deposit. 2 months. still nothing": "Two months, and still nothing.",
    "3 fucking weeks and no reply": "Three weeks, and no reply.",
    "waiting since january": "Waiting since January.",
    "my son's birthday present still hasnt turned up": "Your son's birthday present still hasn't turned up.",
    "My cheque hasn't come and it has been more than two weeks": (
        "Your cheque hasn't come, and it's been more than two weeks."
    ),
    "the courier never came, i waited all day": "Nobody came, and you waited all day.",
    "I paid for express and it took 8 days": "You paid for express, and it took eight days.",
    "ffs 3 hrs on hold": "Three hours on hold.",
    "I took two days off work and your engineer never came": "You took two days off work, and nobody came.",
    "we missed our flight because of you": "You missed your flight.",
}

MONEY_AND_ACCOUNTS = {
    "you charged me twice": "You were charged twice.",
    "charged twice for the same order, fix it now": "You were charged twice for the same order.",
    "You people are thieves, you charged my card three times": "Your card was charged three times.",
    "they took 49.99 out of my account this morning": "49.99 was taken from your account this morning.",
    "i was charged 50 euros for a coat i sent back": "You were charged 50 euros for a coat you sent back.",
    "I cancelled in March and I'm still being charged": "You cancelled in March, and you're still being charged.",
    "u guys cancelled my booking without telling me": "Your booking was cancelled without a word.",
    "you raised my bill without telling me": "Your bill was raised without a word.",
    "I can't log in to my account since the update": "You can't log in to your account since the update.",
    "cant log in cant log in CANT LOG IN": "You can't log in.",
    "locked out of my account for a week": "Locked out of your account for a week.",
    "your app has logged me out": "The app has logged you out.",
    "you shared my data without my consent": "Your data was shared without your consent.",
}

THINGS = {
    "The screen cracked after two days": "The screen cracked after two days.",
    "phone died after a week": "The phone died after a week.",
    "my phone won't charge any more": "Your phone won't charge any more.",
    "ordered a laptop and got a brick": "You ordered a laptop and got a brick.",
    "ordered a size 12, you sent a size 8": "You ordered a size 12 and got a size 8.",
    "not what i ordered": "Not what you ordered.",
    "wrong colour. again": "The wrong colour.",
    "and now your refund is the wrong amount as well": "The wrong amount.",
    "internet has been down for 3 days and I work from home": "The internet has been down for three days.",
    "parcel left outside in the rain": "The parcel was left outside in the rain.",
    "my order 60117 came with a broken lid": "Your order came with a broken lid.",
    "because of you my rent bounced": "Your rent bounced.",
    "and yesterday the guy hung up on me": "Yesterday the guy hung up on you.",
    "parcel 51220 is 9 days late and i paid for next day": "Nine days, after paying for next day.",
    "and now it hasnt arrived either": "It hasn't arrived either.",
    "your technician laughed at her": "The technician laughed at her.",
    "i got someone elses order": "You got someone else's order.",
    "half of my order is missing": "Half of your order is missing.",
}

PEOPLE = {
    "I've called 5 times and nobody answers!!": "You've called five times, and nobody answers.",
    "4 emails, 3 calls and no reply": "Four e-mails, three calls, and no reply.",
    "I messaged you three times and no answer": "You messaged three times, and no answer.",
    "called 5 times, on hold for an hour each time, then cut off": (
        "You called five times, on hold for an hour each time."
    ),
    "your agent hung up on me": "The agent hung up on you.",
    "your driver shouted at my daughter": "The driver shouted at your daughter.",
    "you keep sending me to different departments": "You keep being sent to different departments.",
    "you lot never pick up the phone": "Nobody picks up the phone.",
    "They said it will be here monday": "You were told it would be here Monday.",
    "they said someone would call me back within an hour": (
        "You were told somebody would call you back within an hour."
    ),
    "i was promised a refund within 5 days": "You were promised a refund within five days.",
    "You said the driver was round the corner": '"Round the corner", you were told.',
    "my package says delivered": '"Delivered", it says.',
    "I sent it back and you still haven't refunded me": "You sent it back, and still no refund.",
    "nobody told me the appointment was cancelled": "Nobody told you the appointment was cancelled.",
}

OWN_WORDS = VOICE | WAITING | MONEY_AND_ACCOUNTS | THINGS | PEOPLE

NOT_SAID_BACK = [
    # judgement, insult, threat, wish, praise that is not meant
    "you are thieves",
    "worst company ever",
    "What a joke",
    "Great service, thanks a lot for nothing",
    "i want 2000 euros or you hear from my lawyer",
    "if you don't refund me I will sue",
    "I hate you",
    "fix it",
    "I'm disappointed",
    "sorry but this is not acceptable",
    "never again",
    "the driver was a lazy idiot",
    "he never brought my fucking parcel you bastards and she is a bitch",
    # questions are answered, not said back
    "WHERE IS MY PARCEL???",
    "how long does a refund take?",
    "why was my card declined?",
    # whose words they are is not clear
    "you never",
    "the 3rd",
    "",
    "   ",
    "?!?!",
    "🤬🤬🤬",
    "#fail #neveragain",
    "@brand @brand",
    # not this language's letters
    "моя посылка не пришла",
    "我的包裹没有到",
]

PRIVATE = [
    "my email is anna@example.org and nobody answered anna@example.org",
    "you never called me back on 0176 1234 5678",
    "my card 4111 1111 1111 1111 was charged twice",
    "you took 40 euros from my DE89370400440532013000 account",
    "I spoke to Karen and Karen hung up on me",
    "my password hunter2 doesn't work",
]

CRISIS = [
    "my mother passed away and you keep sending letters to her",
    "I waited three weeks, I want to die",
    "nobody called. i will kill him",
    "my dad died and you cancelled my order",
    "my parcel never came and i can't go on",
]


@pytest.mark.parametrize(("told", "said_back"), OWN_WORDS.items())
def test_a_complaint_is_said_back_in_the_customers_own_words(told: str, said_back: str) -> None:
    assert reflect(told, ENGLISH) == said_back


@pytest.mark.parametrize("told", NOT_SAID_BACK)
def test_what_must_not_or_cannot_be_said_back_is_left_unsaid(told: str) -> None:
    assert reflect(told, ENGLISH) is None


@pytest.mark.parametrize("told", PRIVATE)
def test_private_details_and_names_are_never_said_back(told: str) -> None:
    reflection = reflect(told, ENGLISH) or ""

    for private in ("@", "example", "1234", "4111", "DE89", "Karen", "hunter2"):
        assert private not in reflection


@pytest.mark.parametrize("told", CRISIS)
def test_nothing_at_all_is_said_back_when_somebody_may_come_to_harm(told: str) -> None:
    assert reflect(told, ENGLISH, topic="late_delivery") is None


@pytest.mark.parametrize("told", OWN_WORDS)
def test_no_reflection_breaks_the_apology_contract_or_apologises(told: str) -> None:
    reflection = reflect(told, ENGLISH)

    assert reflection is not None
    assert check(reflection).verdict is Verdict.NONE


@pytest.mark.parametrize("topic", ENGLISH.reflection.topics)
def test_no_plain_sentence_breaks_the_apology_contract_or_apologises(topic: str) -> None:
    for sentence in ENGLISH.reflection.topics[topic]:
        assert check(sentence).verdict is Verdict.NONE
        assert sentence.endswith(".")
        assert len(sentence.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    "told",
    [
        "you charged me twice",
        "you cancelled my order",
        "you lost my parcel",
        "you never called me back",
        "you sent me the wrong size",
        "you broke my window",
        "you forgot my drinks",
        "they keep billing me",
    ],
)
def test_a_reflection_never_says_who_is_at_fault(told: str) -> None:
    reflection = reflect(told, ENGLISH)

    assert reflection is not None
    assert not {"we", "our", "they", "us"} & set(reflection.lower().strip(".").split())


@pytest.mark.parametrize(
    "told",
    [
        "she rolled her eyes and went back to her phone",
        "the plumber was booked for monday, didnt ring",
        "the fitter looked at it and asked for 80 euros",
    ],
)
def test_what_somebody_else_did_is_never_put_on_the_customer(told: str) -> None:
    reflection = reflect(told, ENGLISH) or ""

    assert "you went" not in reflection
    assert "you asked" not in reflection
    assert "It didn't ring" not in reflection


def test_two_things_of_which_one_is_understood_are_not_made_one() -> None:
    assert reflect("the hotel night and taxi has not been credited to my account", ENGLISH) is None


def test_the_customers_household_is_you_and_the_firms_people_are_not_yours() -> None:
    assert (
        reflect("me and my wife waited two hours for your driver", ENGLISH)
        == "You waited two hours for the driver."
    )
    assert reflect("we were told our room was gone", ENGLISH) == "You were told your room was gone."
    assert (
        reflect("I waited and was told to come back twice", ENGLISH)
        == "You waited and were told to come back twice."
    )


def test_a_further_loss_is_added_to_what_was_said() -> None:
    said = ["Three times at home, and nobody came."]

    assert reflect("lost a days pay too", ENGLISH, said=said) == "And a day's pay gone."
    assert reflect("lost a days pay too", ENGLISH) == "A day's pay gone."
    assert (
        reflect("and now your refund is the wrong amount as well", ENGLISH, said=said)
        == "And the wrong amount."
    )


def test_the_same_is_never_said_twice() -> None:
    told = "my parcel never arrived and nobody answers"
    said: list[str] = []
    while (reflection := reflect(told, ENGLISH, topic="late_delivery", said=said)) is not None:
        assert reflection not in said
        said.append(reflection)

    assert len(said) >= 4, "own words first, then the plain sentences of the topic"
    assert said[0] == "Your parcel never arrived, and nobody answers."


def test_the_topic_speaks_where_the_customers_words_cannot() -> None:
    plain = reflect("you absolute clowns!!!", ENGLISH, topic="refund")

    assert plain in ENGLISH.reflection.topics["refund"]
    assert reflect("you absolute clowns!!!", ENGLISH, topic="refund", said=[plain or ""]) != plain
    assert reflect("you absolute clowns!!!", ENGLISH, topic="other") is None
    assert reflect("you absolute clowns!!!", ENGLISH, topic="no such topic") is None


def test_own_words_come_before_the_topic() -> None:
    assert reflect("you charged me twice", ENGLISH, topic="billing") == "You were charged twice."


@pytest.mark.parametrize(
    "opening",
    [
        "@brand ",
        "hi team, ",
        "Hello, ",
        "seriously ",
        "omg ",
        "and ",
        "so ",
        "https://example.org ",
        "wtf!! ",
    ],
)
def test_greetings_mentions_links_and_fillers_change_nothing(opening: str) -> None:
    assert reflect(f"{opening}my parcel never arrived", ENGLISH) == "Your parcel never arrived."


@pytest.mark.parametrize(
    "closing", [" 😡", " #fail", " lol", "!!!!", " ffs", "...", " thanks", " https://example.org/x"]
)
def test_endings_change_nothing(closing: str) -> None:
    assert reflect(f"my parcel never arrived{closing}", ENGLISH) == "Your parcel never arrived."


def test_shouting_is_said_back_calmly_and_names_of_firms_keep_their_capitals() -> None:
    assert reflect("MY PARCEL NEVER ARRIVED", ENGLISH) == "Your parcel never arrived."
    assert reflect("my DHL parcel NEVER arrived", ENGLISH) == "Your DHL parcel never arrived."


def test_a_long_clause_is_cut_where_a_clause_ends_and_never_inside_a_phrase() -> None:
    told = "I waited four hours in the cold outside the shop because the app said somebody would be there to open it"

    assert reflect(told, ENGLISH) == "You waited four hours in the cold outside the shop."


def test_a_long_message_is_said_back_by_its_hardest_fact() -> None:
    told = (
        "I have been with you for years. I like the website. You charged me three times in one week. "
        "It is a lovely day otherwise. Please tell me what is going on."
    )

    assert reflect(told, ENGLISH) == "You were charged three times in one week."


def test_shapes_that_cannot_be_read_are_named() -> None:
    broken = ENGLISH.reflection.model_copy(update={"crisis": "{no_such_set}"})
    with pytest.raises(GrammarError, match=r"en/reflection\.yml: 'no_such_set'"):
        grammar_of(replace(ENGLISH, reflection=broken))


def test_the_summary_holds_the_facts_in_the_order_they_were_told() -> None:
    story = [
        "THREE times i stayed home for your driver and nobody came. i sat there like an idiot",
        "2nd time i even called, they said hes round the corner. 2 hrs later nothing",
        "lost a days pay too",
    ]

    assert summarise(story, ENGLISH) == (
        'three times at home and nobody came, "round the corner" and then two hours of nothing, a day\'s pay gone'
    )


def test_the_summary_has_no_fact_twice_and_keeps_short() -> None:
    story = [
        "my parcel never arrived",
        "MY PARCEL NEVER ARRIVED",
        "you are thieves",
        "my parcel never arrived!!",
    ]
    assert summarise(story, ENGLISH) == "your parcel never arrived"

    many = [
        f"you charged me {n} euros for the box and nobody told me about it on day {n}" for n in range(20, 60)
    ]
    assert 0 < len(summarise(many, ENGLISH)) <= LONGEST_SUMMARY
    assert summarise(many, ENGLISH).count(",") < MOST_FACTS


@pytest.mark.parametrize(
    "story", [[], [""], ["you are thieves", "what a joke"], ["my dad died and nobody came"]]
)
def test_the_summary_is_empty_when_no_fact_can_be_said(story: list[str]) -> None:
    assert summarise(story, ENGLISH) == ""


@pytest.mark.parametrize("told", OWN_WORDS)
def test_a_reflection_is_one_short_sentence(told: str) -> None:
    reflection = reflect(told, ENGLISH) or ""

    assert reflection.endswith(".")
    assert reflection.lstrip('"')[0].isupper() or reflection[0].isdigit()
    assert len(reflection) <= LONGEST
    assert len(reflection.split()) <= MOST_WORDS


@pytest.mark.parametrize(
    ("told", "quoted"),
    [
        ("Impossible on your site. Both zips broken on day one. Well done", '"Both zips broken on day one".'),
        ("Expired yoghurt that we bought today? yuck", None),
        ("you never care about anybody", None),
        ("both useless because the cable was short", None),
        ("nothing but trouble with this one", None),
        ("no parking-shit here", None),
    ],
)
def test_what_cannot_be_turned_to_you_is_quoted_if_it_names_trouble_and_nothing_else(
    told: str, quoted: str | None
) -> None:
    assert reflect(told, ENGLISH) == quoted
