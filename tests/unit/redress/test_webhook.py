"""Signatures are those of Standard Webhooks, and its library, as a receiver has it, believes them and nothing else."""

from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest
from hypothesis import given
from hypothesis import strategies as st
from standardwebhooks import Webhook as Receiver
from standardwebhooks import WebhookVerificationError

from amends.bootstrap import issuer_of
from amends.redress.issuing import Ledger
from amends.redress.webhook import BadSecret, Webhook, headers_for, key_of, new_secret
from amends.settings import Settings, SettingsError
from amends.store.store import open_store
from tests.conftest import StillClock

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD, NEW = key_of(new_secret()), key_of(new_secret())


def test_the_published_example_of_the_standard_comes_out_the_same() -> None:
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    moment = datetime.fromtimestamp(1614265330, UTC)
    headers = headers_for((key,), "msg_p5jXN8AQM9LWM0D4loKWxJek", '{"test": 2432232314}', now=moment)
    assert headers == {
        "webhook-id": "msg_p5jXN8AQM9LWM0D4loKWxJek",
        "webhook-timestamp": "1614265330",
        "webhook-signature": "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=",
    }


@given(st.integers(-12 * 60, 14 * 60), st.integers(0, 999_999))
def test_a_moment_is_signed_the_same_wherever_the_clock_hangs(minutes: int, microsecond: int) -> None:
    there = NOW.replace(microsecond=microsecond).astimezone(timezone(timedelta(minutes=minutes)))
    assert headers_for((OLD,), "msg_1", "{}", now=there) == headers_for((OLD,), "msg_1", "{}", now=NOW)


def test_both_secrets_sign_while_one_follows_the_other() -> None:
    headers = headers_for((OLD, NEW), "msg_1", "{}", now=datetime.now(UTC))
    assert len(headers["webhook-signature"].split()) == 2
    for key in (OLD, NEW):
        assert Receiver(key).verify(b"{}", headers) == {}


@given(st.dictionaries(st.text(max_size=9), st.text(max_size=20)), st.binary(min_size=24, max_size=64))
def test_a_receiver_believes_what_we_signed_in_any_script(data: dict[str, str], key: bytes) -> None:
    body = json.dumps(data)
    headers = headers_for((key,), "msg_1", body, now=datetime.now(UTC))
    assert Receiver(key).verify(body.encode(), headers) == data


@pytest.mark.parametrize(
    ("change", "body", "seconds"),
    [
        ({"webhook-id": "msg_2"}, b"{}", 0),
        ({"webhook-timestamp": str(int(NOW.timestamp()))}, b"{}", 0),
        ({"webhook-signature": "v1,AAAA"}, b"{}", 0),
        ({}, b'{"amount":"9999"}', 0),
        ({}, b"{}", -310),
        ({}, b"{}", 310),
    ],
)
def test_a_receiver_believes_nothing_that_was_changed_or_is_off_by_more_than_five_minutes(
    change: dict[str, str], body: bytes, seconds: int
) -> None:
    moment = datetime.now(UTC) + timedelta(seconds=seconds)
    headers = headers_for((OLD,), "msg_1", "{}", now=moment) | change
    with pytest.raises(WebhookVerificationError):
        Receiver(OLD).verify(body, headers)


@pytest.mark.parametrize(
    "secret",
    [
        "",
        "whsec_",
        "whsec_c2hvcnQ=",
        "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw",
        "whsec_%%%",
        "whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaS%w",
    ],
)
def test_a_weak_or_broken_secret_is_refused(secret: str) -> None:
    with pytest.raises(BadSecret):
        key_of(secret)


@pytest.mark.parametrize(
    ("url", "secrets", "told"),
    [
        ("http://shop.example/hook", "{one}", "must begin with https"),
        ("http://user@127.0.0.1/hook", "{one}", "must begin with https"),
        ("ftp://127.0.0.1", "{one}", "must begin with https"),
        ("https://shop.example/hook", "", "give one secret, or two"),
        ("https://shop.example/hook", "{one},{two},{three}", "give one secret, or two"),
        ("https://shop.example/hook", "whsec_short", "amends outbox secret"),
    ],
)
def test_a_webhook_that_is_not_safe_is_refused_at_the_start(
    settings: Settings, clock: StillClock, url: str, secrets: str, told: str
) -> None:
    written = secrets.format(one=new_secret(), two=new_secret(), three=new_secret())
    chosen = Settings(var=settings.var, webhook_url=url, webhook_secrets=written)
    store = open_store(settings.database)
    with pytest.raises(SettingsError, match=told):
        issuer_of(chosen, store, clock)
    store.close()


def test_without_a_webhook_the_ledger_issues_and_secrets_are_never_shown(
    settings: Settings, clock: StillClock
) -> None:
    store, secret = open_store(settings.database), new_secret()
    assert isinstance(issuer_of(settings, store, clock), Ledger)
    chosen = Settings(webhook_url="http://127.0.0.1:1/hook", webhook_secrets=f"{secret}, {new_secret()}")
    issuer = issuer_of(chosen, store, clock)
    assert isinstance(issuer, Webhook)
    assert len(issuer.keys) == 2
    assert secret not in repr(chosen)
    assert str(issuer.keys[0]) not in repr(issuer)
    store.close()
