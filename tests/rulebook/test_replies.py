from shutil import rmtree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.ports import Replies as RepliesPort
from domain.ports import Reply
from domain.vocabulary import Tone
from rulebook.facts import Desk
from rulebook.replies.compiled import replies_of
from rulebook.replies.templates import LONGEST_REPLY
from tests.rulebook.building import SAMPLE, Copy
from tests.rulebook.customers import LANGUAGES

REPLIES = replies_of(SAMPLE)
FOLDER = "replies/acknowledgement"


def render(desk: Desk, language: str, tone: Tone = Tone.CALM, **values: str) -> Reply:
    replies: RepliesPort = desk.replies
    return replies.render("acknowledgement", language, {"ticket": "eu-1"} | values, tone)


@pytest.mark.parametrize("language", LANGUAGES)
def test_the_sample_desk_acknowledges_in_its_languages(desk: Desk, language: str) -> None:
    reply = render(desk, language, name="Ana")
    assert reply.language == language
    assert "eu-1" in reply.text
    assert "Ana" in reply.text


@pytest.mark.parametrize(
    ("wanted", "given_language"),
    [
        ("pt-BR", "pt"),
        ("pt_PT", "pt"),
        ("DE-at", "de"),
        ("zh-Hans-CN", "zh"),
        ("zh-TW", "zh-Hant"),
        ("zh_Hant_HK", "zh-Hant"),
        ("zh-Hans-TW", "zh"),
        ("sv", "en"),
        ("und", "en"),
        ("", "en"),
    ],
)
def test_a_missing_variant_falls_back_and_says_so(
    desk: Desk, wanted: str, given_language: str
) -> None:
    assert render(desk, wanted).language == given_language


@pytest.mark.parametrize("wanted", ["zh-TW", "zh-Hant", "zh_Hant_HK"])
def test_a_variant_in_another_script_is_not_near(copy: Copy, wanted: str) -> None:
    for path in copy.folder.glob(f"{FOLDER}/zh-Hant*"):
        path.unlink()
    replies = replies_of(copy.folder)
    assert replies.render("acknowledgement", wanted, {"ticket": "eu-1"}).language == "en"
    assert replies.render("acknowledgement", "zh-CN", {"ticket": "eu-1"}).language == "zh"


def test_the_nearest_variant_is_taken(copy: Copy) -> None:
    copy.write(f"{FOLDER}/pt-BR.j2", "Oi {{ ticket }}\n")
    desk = copy.read()
    assert render(desk, "pt-br") == Reply("Oi eu-1", "pt-BR")
    assert render(desk, "pt-PT").language == "pt"


def test_a_reply_without_a_name_has_no_gap(desk: Desk) -> None:
    assert render(desk, "en").text.startswith("Hello,\n")
    assert render(desk, "en", name="Zoë  Müller-O’Neill").text.startswith("Hello Zoë Müller-O’N")


@pytest.mark.attack(3, 24)
@pytest.mark.parametrize(
    "name", ["x" * 81, "win at evil.example", "https://evil", "a@b", "{{ ticket }}", "5 gifts", " "]
)
def test_what_is_no_name_is_not_repeated(desk: Desk, name: str) -> None:
    assert render(desk, "en", name=name) == render(desk, "en")


@pytest.mark.attack(3, 24)
@given(name=st.text(max_size=300), language=st.text(max_size=20))
def test_whatever_a_customer_is_called_the_reply_stays_short(name: str, language: str) -> None:
    reply = REPLIES.render("acknowledgement", language, {"ticket": "eu-1", "name": name})
    assert len(reply.text.encode()) <= LONGEST_REPLY
    assert "eu-1" in reply.text


@pytest.mark.attack(3, 24)
def test_an_unknown_template_and_other_values_are_refused(desk: Desk) -> None:
    with pytest.raises(KeyError):
        desk.replies.render("farewell", "en", {"ticket": "eu-1"})
    with pytest.raises(ValueError, match="'nmae'"):
        render(desk, "en", nmae="Ana")
    with pytest.raises(ValueError, match="names its ticket"):
        desk.replies.render("acknowledgement", "en", {})


def test_a_template_that_is_added_can_be_rendered(copy: Copy) -> None:
    copy.write("replies/farewell/en.j2", "Goodbye {{ ticket }}\n")
    replies = copy.read().replies
    assert "farewell" in replies.for_customers
    assert replies.render("farewell", "de", {"ticket": "eu-1"}) == Reply("Goodbye eu-1", "en")


@pytest.mark.parametrize(
    "name",
    ["acknowledgement", "handed-over", "wait-corrected", "progress", "brief-done", "hand-over"],
)
def test_a_template_that_the_desk_uses_by_itself_is_never_missing(copy: Copy, name: str) -> None:
    rmtree(copy.folder / "replies" / name)
    said = f"replies/: the desk says '{name}' by itself; write replies/{name}/en.j2"
    assert copy.complaints() == (said,)


def test_a_template_without_english_is_refused(copy: Copy) -> None:
    (copy.folder / FOLDER / "en.j2").unlink()
    assert copy.complaints() == (
        f"{FOLDER}: there is no en.j2 to fall back on",
        f"{FOLDER}/en.angry.j2: there is none for everybody else; write en.j2, too",
    )


@pytest.mark.parametrize(
    "name",
    ["portuguese!.j2", "pt.txt", "pt.jinja", "pt.calm.j2", "pt.cross.j2", "pt.angry.angry.j2"],
)
def test_a_file_that_is_not_called_after_a_language_is_refused(copy: Copy, name: str) -> None:
    (complaint,) = copy.write(f"{FOLDER}/{name}", "Hi").complaints()
    said = "name a variant after its language, like pt-BR.j2 or pt-BR.angry.j2"
    assert complaint == f"{FOLDER}/{name}: {said}"


def test_a_template_that_is_not_utf8_is_refused(copy: Copy) -> None:
    (copy.folder / FOLDER / "de.j2").write_bytes("Grüße".encode("latin-1"))
    (complaint,) = copy.complaints()
    assert complaint == f"{FOLDER}/de.j2: the file is not UTF-8 text; save it as UTF-8"


@pytest.mark.parametrize("language", LANGUAGES)
def test_an_upset_customer_is_greeted_otherwise(desk: Desk, language: str) -> None:
    upset, calm = (render(desk, language, tone) for tone in (Tone.ANGRY, Tone.CALM))
    assert upset.language == calm.language == language
    assert upset.text.splitlines()[2] != calm.text.splitlines()[2]  # behind the same greeting
    assert upset.text.splitlines()[-1] == calm.text.splitlines()[-1]


def test_a_tone_without_a_variant_is_answered_in_the_plain_one(copy: Copy) -> None:
    copy.write(f"{FOLDER}/pt-BR.j2", "Oi {{ ticket }}\n")
    desk = copy.read()
    # The nearer language counts for more than the tone.
    assert render(desk, "pt-BR", Tone.ANGRY) == Reply("Oi eu-1", "pt-BR")
    closing = [desk.replies.render("closing", "th", {"ticket": "eu-1"}, tone).text for tone in Tone]
    assert closing[0] == closing[1]


def test_a_tone_needs_the_plain_variant_beside_it(copy: Copy) -> None:
    copy.write(f"{FOLDER}/sv.angry.j2", "Hej {{ ticket }}\n")
    said = "there is none for everybody else; write sv.j2, too"
    assert copy.complaints() == (f"{FOLDER}/sv.angry.j2: {said}",)


def test_a_machines_words_are_told_from_those_that_somebody_signed(copy: Copy) -> None:
    before = copy.read().replies
    assert not before.render("acknowledgement", "de", {"ticket": "eu-1"}).signed
    assert before.render("acknowledgement", "en", {"ticket": "eu-1"}).signed
    assert "en" not in before.unsigned
    copy.edit(f"{FOLDER}/de.j2", "{# machine-made #}", "{# read by Ute Klein #}")
    signed = copy.read().replies
    assert signed.render("acknowledgement", "de", {"ticket": "eu-1"}).signed
    assert signed.unsigned == {**before.unsigned, "de": before.unsigned["de"] - 1}
