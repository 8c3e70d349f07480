"""The pages of which pictures are taken say their language and direction, as a mail has to."""

import pytest

from rulebook.replies.compiled import replies_of
from tests.rulebook.building import SAMPLE
from tests.rulebook.screenshots import USUAL, page

REPLIES = replies_of(SAMPLE)


@pytest.mark.parametrize("language", USUAL)
def test_a_page_says_its_language_and_direction(language: str) -> None:
    html = page(REPLIES, language)
    direction = "rtl" if language == "ar" else "ltr"
    assert f'<html lang="{language}" dir="{direction}">' in html
    assert html.count(f'<article lang="{language}">') == len(REPLIES.for_customers) + 1
