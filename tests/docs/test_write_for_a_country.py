"""The how-to for cultures: what it shows is read, found and refused as it says."""

import json
import re
from pathlib import Path

import pytest
from pydantic import BaseModel

from api.draft_shapes import DraftCheck
from api.roles import GUARDED
from api.shapes import Draft, NewSender
from domain.arrivals import FORGOTTEN
from domain.cultures import Faith, Recipient
from domain.drafts import PERSONAL, findings_in
from rulebook.schemas.culture import AvoidPart, ConceptFile, CultureFile, RegisterPart, UsualPart
from tests.architecture.tree import ROOT
from tests.rulebook.building import Copy, copied

PAGE = (ROOT / "docs" / "write-for-a-country.md").read_text(encoding="utf-8")
CULTURE, CONCEPT = re.findall(r"```yaml\n(.*?)```", PAGE, re.DOTALL)
(REFUSAL,) = re.findall(r"```text\n(.*?)\n```", PAGE, re.DOTALL)
FI = "culture/fi.yaml"


@pytest.fixture
def written(tmp_path: Path) -> Copy:
    """The sample desk with the files of the page."""
    return copied(tmp_path).write(FI, CULTURE).write("concepts/small-talk.yaml", CONCEPT)


def found(copy: Copy, draft: str, language: str = "en") -> list[tuple[str, str]]:
    told = findings_in(draft, language, Recipient("en", "FI"), copy.read().culture)
    return [(one.rule, one.said) for one in told]


def test_the_files_of_the_page_find_what_they_say(written: Copy) -> None:
    draft = "Hello, how are you? Hope this finds you well. Your ZIP code, please."
    assert found(written, draft) == [
        ("small-talk", "how are you"),
        ("small-talk", "Hope this finds you"),
        ("wording", "ZIP code"),
    ]
    assert found(written, "Hope this finds yours") == [("small-talk", "Hope this finds yours")]
    assert found(written, "How are you affected?") == []
    assert found(written, "Mitä kuuluu?", "fi") == [("small-talk", "Mitä kuuluu")]
    assert found(written, "Hamburg", "en") == []


def test_the_refusal_of_the_page_is_what_the_desk_says(written: Copy) -> None:
    written.edit(FI, "small-talk:", "smalltalk:")
    assert REFUSAL in written.complaints()


@pytest.mark.parametrize(
    ("name", "shapes"),
    [
        ("culture/de.yaml", (CultureFile, AvoidPart, RegisterPart, UsualPart)),
        ("concepts/cow-as-figure.yaml", (ConceptFile,)),
    ],
)
def test_every_key_is_explained_where_the_page_says(
    name: str, shapes: tuple[type[BaseModel], ...]
) -> None:
    text = (ROOT / "desk" / name).read_text(encoding="utf-8")
    comments = "\n".join(line for line in text.splitlines() if line.startswith("#"))
    fields = [pair for shape in shapes for pair in shape.model_fields.items()]
    keys = {field.alias or key for key, field in fields}
    assert sorted(key for key in keys if not re.search(rf"\b{key}\b", comments)) == []


def test_the_request_of_the_page_is_one_and_its_answer_has_what_it_names() -> None:
    (body,) = re.findall(r"-d '(.*)'", PAGE)
    assert Draft.model_validate(json.loads(body)).text == "Hello, how are you?"
    (path,) = re.findall(r'"\$DESK(\S+)"', PAGE)
    assert f"POST {path.replace('$TICKET', '{ticket_id}')}" in GUARDED
    named = PAGE.partition("The answer holds")[2].partition("\n\n")[0]
    fields = set(re.findall(r"`([a-z_]+)`", named)) - {"draft_held"}
    assert fields <= set(DraftCheck.model_fields)
    assert "`draft_held`" in named


def test_a_faith_is_sent_and_noted_as_the_page_says() -> None:
    assert "faith" in NewSender.model_fields
    for word in (f'"faith": "{FORGOTTEN}"', f"`{PERSONAL}`", "`sender.faith`"):
        assert word in PAGE
    assert FORGOTTEN not in set(Faith)
