"""Where weaknesses are reported (RFC 9116)."""

from tests.api.house import House


async def test_without_a_contact_there_is_no_file(house: House) -> None:
    answer = await house.client.get("/.well-known/security.txt")
    assert (answer.status_code, answer.json()["code"]) == (404, "not_found")


async def test_the_file_names_the_contact_and_its_own_end(house: House) -> None:
    object.__setattr__(house.door, "security_contact", "mailto:security@example.com")
    answer = await house.client.get("/.well-known/security.txt")
    assert answer.headers["Content-Type"] == "text/plain; charset=utf-8"
    assert answer.text.splitlines() == [
        "Contact: mailto:security@example.com",
        "Expires: 2026-08-29T00:00:00Z",
        "Preferred-Languages: en",
    ]
