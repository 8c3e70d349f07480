from collections.abc import Mapping
from typing import Any

import pytest

from domain.channels import Written
from tests.channels.platforms.fuzzing import check_read
from tests.channels.platforms.meta_accounts import offline
from tests.standins.meta_webhooks import on_whatsapp, signed, wa, written


def ordered(bought: Mapping[str, object]) -> dict[str, Any]:
    return on_whatsapp(wa("A", type="order", order={"product_items": [bought]}))


def text(body: bytes) -> str:
    (item,) = check_read(offline("whatsapp"), signed(body))
    assert isinstance(item, Written)
    return item.text


@pytest.mark.channel("whatsapp", "in")
@pytest.mark.parametrize(
    ("price", "shown"),
    [
        (1234567, "1234567 IDR"),
        (1234567.89, "1234567.89 IDR"),
        (2e6, "2000000 IDR"),
        (10_000_000_000_000_000_000, "10000000000000000000 IDR"),
        (35.0, "35 IDR"),
        (0.000001, "0.000001 IDR"),
        ("35.50", "35.50 IDR"),
        (True, "IDR"),
        (None, "IDR"),
    ],
)
def test_a_price_of_millions_is_whole(price: object, shown: str) -> None:
    bought = {"product_retailer_id": "A-7", "item_price": price, "currency": "IDR"}
    assert text(written(ordered(bought))) == f"1 × A-7 ({shown})"


@pytest.mark.parametrize("price", [b"1e999", b"NaN", b"-1e999"])
def test_a_price_that_is_no_number_is_not_shown(price: bytes) -> None:
    bought = {"product_retailer_id": "A-7", "item_price": 7777777}
    body = written(ordered(bought)).replace(b"7777777", price)
    assert text(body) == "1 × A-7"
