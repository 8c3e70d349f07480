"""Accounts of channels.yaml that are refused, each with a sentence and its line."""

import pytest

from rulebook.publishing.diff import desk_diff
from rulebook.publishing.editions import files_of
from tests.rulebook.building import Copy

CHANNELS = "channels.yaml"
SAMPLE = "    loopback: true\n"


@pytest.mark.parametrize(
    ("line", "sentence"),
    [
        ("settings: {Page: x}", "settings.Page: this is not how it is written; write small"),
        ("settings: {page_id: 5}", "page_id: a word is wanted here; put it between quotes"),
        ('settings: {page_id: ""}', "nothing stands here"),
        ("settings: [page_id]", "keys with values are wanted here"),
        ("secrets: {app: s3cret}", "a secret never stands in a file of the desk"),
        ("secrets: {app: {file: a, environment: A}}", "name one place of the secret"),
        ("fall_back: email", "a list is wanted here"),
        ("fall_back: [web hook]", "write a channel, or a channel and its account"),
        ("fall_back: [webhook/shop]", "there is no account 'webhook/shop'; did you mean"),
        ("fall_back: [webhok]", "there is no channel 'webhok'; did you mean 'webhook'?"),
        ("fall_back: [webhook/sample]", "an account does not fall back on itself"),
        ("quiet_hours: {from: 22:00}", "'until' is missing; write it"),
        ("quiet_hours: {from: 22:00, until: 22:00}", "quiet hours of no length; write two times"),
        ("quiet_hours: {from: 24:00, until: 07:00}", "write a time like 22:00"),
        ("quiet_hours: {from: 10pm, until: 07:00}", "write a time like 22:00"),
        ("quiet_hours: {from: 22:00, until: 07:00, zone: Mars}", "'Mars' is no time zone"),
        ("quiet_hours: {from: 22:00, until: 07:00, days: all}", "'days' is not known here"),
        ('template: ""', "nothing stands here"),
        ("settings: {callback_url: x}\n    callback_url: https://a.example/", "keep one of them"),
        ("secrets: {signing: {file: a}}", "the secret stands in secrets as signing, too; keep"),
    ],
)
def test_what_is_wrong_with_an_account_is_said_with_its_line(
    copy: Copy, line: str, sentence: str
) -> None:
    [said] = copy.edit(CHANNELS, SAMPLE, f"{SAMPLE}    {line}\n").complaints()
    before, _, _ = (copy.folder / CHANNELS).read_text(encoding="utf-8").partition(f"    {line}\n")
    begins = before[: before.rindex("- channel:")].count("\n") + 1
    places = [f"{CHANNELS}, line {number}: " for number in (begins, before.count("\n") + 1)]
    assert sentence in said
    assert said.startswith(tuple(places))
    assert "s3cret" not in said


@pytest.mark.parametrize(
    ("defaults", "sentence"),
    [
        ("{mars: webhook/sample}", "there is no region 'mars'"),
        ("{eu: webhook}", "write a channel and its account, like email/support"),
        ("{eu: webhook/shop}", "there is no account 'webhook/shop'; did you mean 'webhook/sample'"),
        (
            "{na: webhook/sample}",
            "webhook/sample is of eu; name an account of na, or of any",
        ),
    ],
)
def test_a_default_is_an_account_that_serves_the_region(
    copy: Copy, defaults: str, sentence: str
) -> None:
    copy.edit(CHANNELS, "region: any", "region: eu")
    text = (copy.folder / CHANNELS).read_text(encoding="utf-8")
    [said] = copy.write(CHANNELS, f"{text}\ndefaults: {defaults}\n").complaints()
    assert sentence in said


def test_a_callback_needs_the_secret_that_signs_it(copy: Copy) -> None:
    secret = "    secret: {file: callback-secret}\n"
    assert copy.edit(CHANNELS, secret, "").read().accounts[0].secret is None
    copy.edit(CHANNELS, SAMPLE, f"{SAMPLE}    callback_url: https://shop.example/\n")
    [said] = copy.complaints()
    assert "a callback needs the secret that signs what goes there" in said
    copy.edit(CHANNELS, SAMPLE, f"{SAMPLE}    secrets: {{signing: {{file: a}}}}\n")
    assert copy.read().accounts[0].secrets["signing"].name == "a"


def test_a_change_of_an_account_is_told_in_words(copy: Copy) -> None:
    before = files_of(copy.folder)
    more = (
        "    settings: {callback_url: https://shop.example/5ecret}\n"
        "    fall_back: [webhook/shop]\n"
        "    quiet_hours: {from: 22:00, until: 07:00}\n"
        "  - {channel: webhook, account: shop, region: eu}\n"
    )
    copy.edit(CHANNELS, SAMPLE, f"{SAMPLE}{more}")
    text = (copy.folder / CHANNELS).read_text(encoding="utf-8")
    copy.write(CHANNELS, f"{text}\ndefaults: {{eu: webhook/shop}}\n")
    told = desk_diff(before, files_of(copy.folder))
    assert list(told) == [
        "account webhook/sample: settings is new: callback_url https://shop.example/…; "
        "fall_back is new: webhook/shop; quiet_hours is new: from 22:00, until 07:00",
        "account webhook/shop is new: region eu",
        "default account eu is new: webhook/shop",
    ]
    other = {**files_of(copy.folder)}
    other[CHANNELS] = other[CHANNELS].replace("{eu: webhook/shop}", "{eu: webhook/sample}")
    assert desk_diff(files_of(copy.folder), other) == (
        "default account eu: webhook/shop → webhook/sample",
    )
