"""The settings of the doors, written into the environment, have their effects."""

from collections.abc import Callable
from datetime import timedelta

import pytest

from api.problems import Problem
from api.process import rates_of, tokens_of
from api.rates import Rate, Rates
from domain.access import ApiKey, Role, TokenRefused
from runtime.clock import SystemClock
from runtime.doors import CannotStart
from runtime.settings import Settings, SettingsWrong
from tests.api.issuer import AUDIENCE, LocalIssuer

KEY = ApiKey("k", Role.AGENT)


def taken(count: Callable[[Rates], object]) -> int:
    """How many requests are taken in a minute, under the settings of the environment."""
    rates = rates_of(Settings.read())
    for number in range(10):
        try:
            count(rates)
        except Problem:
            return number
    return 10


def test_setting_rate_reads_is_how_many_reads_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_RATE_READS", "3")
    assert taken(lambda rates: rates.count(Rate.READS, KEY)) == 3
    assert taken(lambda rates: rates.count(Rate.COMMANDS, KEY)) == 10


def test_setting_rate_messages_is_how_many_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_RATE_MESSAGES", "4")
    assert taken(lambda rates: rates.count(Rate.MESSAGES, KEY)) == 4
    assert taken(lambda rates: rates.count(Rate.READS, KEY)) == 10


def test_setting_rate_commands_is_how_many_are_taken(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MERIDIAN_RATE_COMMANDS", "5")
    assert taken(lambda rates: rates.count(Rate.COMMANDS, KEY)) == 5
    assert taken(lambda rates: rates.count(Rate.MESSAGES, KEY)) == 10


def test_setting_rate_failures_is_how_many_guesses_are_answered(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    monkeypatch.setenv("MERIDIAN_RATE_FAILURES", "2")
    assert taken(lambda rates: rates.count_failure("192.0.2.1")) == 2
    monkeypatch.setenv("MERIDIAN_RATE_FAILURES", "0")
    assert taken(lambda rates: rates.count_failure("192.0.2.1")) == 10
    monkeypatch.setenv("MERIDIAN_RATE_FAILURES", "-1")
    with pytest.raises(SettingsWrong, match=r"MERIDIAN_RATE_FAILURES.*how many a minute"):
        Settings.read()


async def opens(issuer: LocalIssuer) -> bool:
    """Whether a token of the issuer opens the door, under the settings of the environment."""
    soon = int((SystemClock().now() + timedelta(minutes=1)).timestamp())
    async with tokens_of(Settings.read(), ["eu"]) as tokens:
        if tokens is None:
            return False
        try:
            await tokens.read(issuer.token(exp=soon))
        except TokenRefused:
            return False
    return True


async def test_setting_oidc_issuer_is_whose_tokens_are_taken(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LocalIssuer() as issuer, LocalIssuer() as another:
        assert not await opens(issuer)
        monkeypatch.setenv("MERIDIAN_OIDC_AUDIENCE", AUDIENCE)
        monkeypatch.setenv("MERIDIAN_OIDC_ISSUER", issuer.address)
        assert await opens(issuer)
        assert not await opens(another)
        assert another.asked == []
    for address in ("http://login.example", "login.example", "ftp://login.example", "https://"):
        monkeypatch.setenv("MERIDIAN_OIDC_ISSUER", address)
        with pytest.raises(SettingsWrong, match=r"MERIDIAN_OIDC_ISSUER.*over https"):
            Settings.read()


async def test_setting_oidc_audience_is_whom_tokens_must_be_for(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    async with LocalIssuer() as issuer:
        monkeypatch.setenv("MERIDIAN_OIDC_ISSUER", issuer.address)
        monkeypatch.setenv("MERIDIAN_OIDC_AUDIENCE", "another-desk")
        assert not await opens(issuer)
        monkeypatch.setenv("MERIDIAN_OIDC_AUDIENCE", AUDIENCE)
        assert await opens(issuer)


@pytest.mark.parametrize("given", ["oidc_issuer", "oidc_audience"])
async def test_half_of_an_issuer_is_a_sentence(monkeypatch: pytest.MonkeyPatch, given: str) -> None:
    monkeypatch.setenv(f"MERIDIAN_{given.upper()}", "https://login.example")
    missing = {"oidc_issuer": "AUDIENCE", "oidc_audience": "ISSUER"}[given]
    with pytest.raises(CannotStart, match=f"set MERIDIAN_OIDC_{missing} too"):
        async with tokens_of(Settings.read(), ["eu"]):
            pass
