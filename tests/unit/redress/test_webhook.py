"""Signatures are those of Standard Webhooks, two secrets sign, and nothing forged is believed."""

from __future__ import annotations

import base64
import hashlib
import hmac
from datetime import UTC, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from amends.bootstrap import issuer_of
from amends.redress.issuing import Ledger
from amends.redress.webhook import (
    BadSecret,
    NotGenuine,
    Webhook,
    headers_for,
    key_of,
    new_secret,
    sign,
    verify,
)
from amends.settings import Settings, SettingsError
from amends.store.store import open_store
from tests.conftest import StillClock

NOW = datetime(2026, 3, 2, 12, 0, tzinfo=UTC)
OLD, NEW = key_of(new_secret()), key_of(new_secret())


def test_a_signature_is_the_hmac_of_id_time_and_body() -> None:
    key = b"k" * 32
    expected = hmac.new(key, b'msg_1.1614265330.{"test": 2432232314}', hashlib.sha256).digest()
    assert (
        sign(key, "msg_1", 1614265330, '{"test": 2432232314}') == f"v1,{base64.b64encode(expected).decode()}"
    )


def test_the_published_example_of_the_standard_comes_out_the_same() -> None:
    key = key_of("whsec_MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw")
    signed = sign(key, "msg_p5jXN8AQM9LWM0D4loKWxJek", 1614265330, '{"test": 2432232314}')
    assert signed == "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="


def test_both_secrets_sign_while_one_follows_the_other() -> None:
    headers = headers_for((OLD, NEW), "msg_1", "{}", now=NOW)
    assert headers["webhook-timestamp"] == str(int(NOW.timestamp()))
    assert len(headers["webhook-signature"].split()) == 2
    for keys in ((OLD,), (NEW,), (NEW, OLD)):
        assert verify(keys, headers, "{}", now=NOW) == "msg_1"


@given(st.text(max_size=50), st.binary(min_size=24, max_size=64), st.integers(-299, 299))
def test_what_we_signed_is_believed_within_five_minutes(body: str, key: bytes, late: int) -> None:
    headers = headers_for((key,), "msg_1", body, now=NOW)
    assert verify((key,), headers, body, now=NOW + timedelta(seconds=late)) == "msg_1"


@pytest.mark.parametrize(
    ("change", "body", "later"),
    [
        ({"webhook-id": "msg_2"}, "{}", 0),
        ({"webhook-timestamp": str(int(NOW.timestamp()) + 1)}, "{}", 0),
        ({"webhook-signature": "v1,AAAA"}, "{}", 0),
        ({"webhook-signature": ""}, "{}", 0),
        ({"webhook-timestamp": "soon"}, "{}", 0),
        ({}, '{"amount":"9999"}', 0),
        ({}, "{}", 301),
        ({}, "{}", -301),
    ],
)
def test_what_was_changed_or_is_old_is_not_believed(change: dict[str, str], body: str, later: int) -> None:
    headers = headers_for((OLD,), "msg_1", "{}", now=NOW) | change
    with pytest.raises(NotGenuine):
        verify((OLD,), headers, body, now=NOW + timedelta(seconds=later))


@pytest.mark.parametrize(
    "secret", ["", "whsec_", "whsec_c2hvcnQ=", "MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw", "whsec_%%%"]
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
    store.close()
