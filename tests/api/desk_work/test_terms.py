"""The glossary's terms are marked in what was said, in both languages."""

from tests.api.house import House
from tests.api.test_glosses import translated


async def test_terms_are_marked_where_they_stand(house: House) -> None:
    """Characters are code points, also behind an emoji."""
    said = "😀 Onde está o conhecimento de embarque?"
    ticket = await house.wrote(text=said)
    await translated(house, ticket)
    message, *_ = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    [term] = message["original"]["terms"]
    assert said[term["start"] : term["end"]] == "conhecimento de embarque"
    assert message["translations"][0]["terms"] == []


async def test_a_text_without_terms_has_none(house: House) -> None:
    ticket = await house.wrote()
    message, *_ = (await house.get(f"/v1/tickets/{ticket}/messages")).json()["items"]
    assert message["original"]["terms"] == []
