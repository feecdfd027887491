"""Settings: what is refused, and how it is said."""

from __future__ import annotations

import stat
import threading
from pathlib import Path

import pytest
from pydantic import ValidationError

from amends.cli import main
from amends.settings import Settings, SettingsError


def test_production_refuses_to_start_without_a_secret() -> None:
    with pytest.raises(SettingsError, match="AMENDS_SECRET is not set"):
        Settings(environment="production").signing_secret()


def test_a_short_secret_is_refused() -> None:
    with pytest.raises(SettingsError, match="too short"):
        Settings(secret="hunter2").signing_secret()


def test_in_development_a_secret_is_made_once_for_its_owner_only(tmp_path: Path) -> None:
    settings = Settings(var=tmp_path)
    made: list[str] = []
    threads = [threading.Thread(target=lambda: made.append(settings.signing_secret())) for _ in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(20)
    assert len(set(made)) == 1
    assert len(made[0]) >= 32
    assert stat.S_IMODE((tmp_path / "secret").stat().st_mode) == 0o600


def test_the_secret_is_never_shown() -> None:
    assert "s" * 32 not in repr(Settings(secret="s" * 32))


def test_the_internal_secret_is_another_one() -> None:
    settings = Settings(secret="s" * 32)
    assert settings.internal_secret() != settings.signing_secret()


@pytest.mark.parametrize(
    ("name", "value", "said"),
    [
        ("AMENDS_PORT", "99999", "AMENDS_PORT"),
        ("AMENDS_TIMEZONE", "Europe/Nowhere", "no IANA time zone"),
        ("AMENDS_OPENING_HOURS", "always", "no opening time"),
        ("AMENDS_ENVIRONMENT", "staging", "AMENDS_ENVIRONMENT"),
        ("AMENDS_SMTP_HOST", "mail.shop.example", "AMENDS_SMTP_FROM must be an e-mail address"),
    ],
)
def test_a_wrong_setting_is_one_sentence(
    monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], name: str, value: str, said: str
) -> None:
    monkeypatch.setenv(name, value)
    assert main(["migrate"]) == 2
    error = capsys.readouterr().err
    assert said in error
    assert error.count("\n") == 1


def test_origins_are_a_list_with_commas(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("AMENDS_ALLOWED_ORIGINS", "https://a.example/, https://b.example")
    assert Settings().allowed_origins == ["https://a.example", "https://b.example"]


def test_settings_cannot_be_changed() -> None:
    with pytest.raises(ValidationError):
        Settings().port = 1  # type: ignore[misc]


def test_e_mail_is_never_shown_to_the_network() -> None:
    with pytest.raises(ValidationError, match="would show e-mails to the network"):
        Settings(smtp_host="mail.shop.example", smtp_from="care@shop.example", smtp_security="none")
    assert Settings(smtp_host="127.0.0.1", smtp_from="care@shop.example", smtp_security="none").mail_is_on


def test_the_mail_password_is_never_shown() -> None:
    assert "hunter2" not in repr(Settings(smtp_password="hunter2"))


def test_holidays_that_cannot_be_used_are_one_sentence() -> None:
    with pytest.raises(SettingsError, match="no holidays of `XX`"):
        _ = Settings(country="XX").hours
