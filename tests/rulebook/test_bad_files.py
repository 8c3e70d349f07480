import pytest
from hypothesis import given
from hypothesis import strategies as st

from rulebook.reading.files import LARGEST_FILE, DeskError, parse_document
from tests.rulebook.building import Copy

STANDARD = "policies/standard.yaml"
EU = "calendars/eu-business.yaml"
SOLVE = "  solve: 40 hours"
WEEK = "monday to friday: 08:00-18:00"
STEP = "  - at: breach of solve\n    raise_priority_to: urgent\n    tag: overdue\n"
WRITE_IT = "write what belongs in it, or take it away"
KATARINA = "{id: katarina, languages: [en, de], skills: [technical]"

INSIDE_A_FILE = [
    (STANDARD, SOLVE, "  solve: 15m", "write a time like '15 minutes', not '15m'"),
    (STANDARD, SOLVE, "  solve: 15", "'15' is not a time: write a time like"),
    (STANDARD, SOLVE, "  solve: 500 days", "more than nothing, at most 400 days"),
    (
        STANDARD,
        SOLVE,
        "  solved: 1 day",
        "solved: 'solved' is not known here; write 'first_reply', 'next_",
    ),
    (STANDARD, SOLVE, "\tsolve: 1 day", "there is a tab here; indent with spaces"),
    (STANDARD, "\npause_while:", "\npause_wile:", "did you mean 'pause_while'?"),
    (STANDARD, "\nacknowledge: true", "\nshout: true", "'shout' is not known here; known"),
    (STANDARD, "\nacknowledge: true", "\nacknowledge: yes", "true or false is wanted here"),
    (STANDARD, "\nversion: 2", "\nversion: 1.5", "a whole number is wanted here"),
    (STANDARD, "\nversion: 2", "\nversion: 0", "version: Input should be greater than"),
    (STANDARD, "\nversion: 2", "", "'version' is missing"),
    (
        STANDARD,
        "[waiting, held]",
        "[waiting, open]",
        "'open' is not known here; write 'waiting' or 'held'",
    ),
    (STANDARD, "[waiting, held]", "waiting", "a list is wanted here, like [this, that]"),
    (STANDARD, "applies_to: {}", "applies_to: {tire: [vip]}", "did you mean 'tier'?"),
    (
        STANDARD,
        "applies_to: {}",
        "applies_to: {tier: [gold]}",
        "'gold' is not known here; write 'standard'",
    ),
    (STANDARD, "applies_to: {}", "applies_to: {tier: []}", "at least one is wanted here"),
    (STANDARD, "applies_to: {}", "applies_to: all", "keys with values are wanted here"),
    (STANDARD, "\npolicy: standard", "\npolicy: standard\npolicy: x", "'policy' is written twice"),
    (STANDARD, "\npolicy: standard", "\npolicy: &a standard", "& and * are not used here"),
    (STANDARD, "\npolicy: standard", "\n&a policy: standard", "& and * are not used here"),
    (STANDARD, "\npolicy: standard", "\npolicy: *a", "& and * are not used here"),
    (STANDARD, "\npolicy: standard", "\npolicy: !!python/name:os.system x", "tags (!) are not"),
    (STANDARD, "\npolicy: standard", "\n? [a]\n: standard", "a key must be a word"),
    (STANDARD, "\npolicy: standard", "\n---\npolicy: standard\n---\na: 1", "a second document"),
    (STANDARD, "\npolicy: standard", "\npolicy: {standard", "this is not YAML"),
    (STANDARD, "\npolicy: standard", f"\npolicy: {'[' * 100_000}", "nested more than 20 levels"),
    (STANDARD, "\npolicy: standard", "\npolicy: \x00", "there is a character that no text holds"),
    (STANDARD, "\npolicy: standard", "#" * LARGEST_FILE, "the file is larger than 256 kB"),
    (EU, WEEK, "monday: 08:00-25:00", "'25:00' is no time of day"),
    (EU, WEEK, "monday: 08:60-17:00", "'08:60' is no time of day"),
    (EU, WEEK, "monday: 8-17", "'8-17' are no opening hours: write '09:00-17:00', or closed"),
    (EU, WEEK, "monday: 18:00-08:00", "the end 08:00:00 is not after the start 18:00:00"),
    (EU, WEEK, "monday: [08:00-12:00, 11:00-13:00]", "overlaps another"),
    (EU, WEEK, "moonday: 08:00-12:00", "'moonday' is no weekday: write monday, or monday to fri"),
    (EU, WEEK, "sunday to monday: 08:00-12:00", "'sunday to monday' is no weekday"),
    (EU, WEEK, f"{WEEK}\n  friday: closed", "friday is written twice; keep one of them"),
    (EU, WEEK, "monday: closed", "the week has no opening hours at all"),
    (EU, "2027-12-31:", "2027-02-30:", "'2027-02-30' is not a date: write year-month-day"),
    (EU, "2027-12-31:", "31.12.2027:", "'31.12.2027' is not a date: write year-month-day"),
    (EU, "Europe/Dublin", "Mars/Olympus", "'Mars/Olympus' is no time zone: write one like"),
    (EU, "Europe/Dublin", "Europe", "'Europe' is no time zone"),
    (EU, "Europe/Dublin", "../../secret", "'../../secret' is no time zone"),
    (
        EU,
        "\nholidays: {country: IE}",
        "\nholidays: {country: XX}",
        "holidays of 'XX' are not known",
    ),
    (EU, "{country: IE}\n", "{country: IE, subdivision: BY}\n", "IE has no part 'BY', but: none"),
    (
        "teams.yaml",
        f"{KATARINA}, capacity: 4",
        f"{KATARINA}, capacity: 0",
        "capacity: Input should be",
    ),
    (
        "teams.yaml",
        f"{KATARINA}, capacity: 4",
        f"{KATARINA}, capacity: many",
        "a whole number is wanted",
    ),
    (
        "teams.yaml",
        f"{KATARINA}, ",
        f"{KATARINA}, shoe_size: 4, ",
        "'shoe_size' is not known here; known",
    ),
    ("teams.yaml", "[en, de, fr, pt, es]", "[english!]", "'english!' is no language: write a tag"),
    ("teams.yaml", "[en, de, fr, pt, es]", "[]", "languages: at least one is wanted here"),
    ("regions.yaml", "IS, JE,", "Is, JE,", "countries: this is not how it is written"),
    ("channels.yaml", "{file: callback-secret}", "s3cret", "a secret never stands in a file"),
    ("channels.yaml", "{file: callback-secret}", "{}", "name one place of the secret"),
    (
        "channels.yaml",
        "{file: callback-secret}",
        "{file: ../x}",
        "file: this is not how it is written",
    ),
    (
        "channels.yaml",
        "    loopback: true",
        "    callback_url: http://shop.example/",
        "a callback begins with https://",
    ),
    (
        "channels.yaml",
        "    loopback: true",
        "    callback_url: https://me:word@shop.example/",
        "holds no password",
    ),
]

BETWEEN_FILES = [
    (STANDARD, "calendar: of the region\nt", "calendar: night\nt", "there is no calendar 'night'"),
    (STANDARD, "\npolicy: standard", "\npolicy: vip", "the policy 'vip' stands in policies/standa"),
    (STANDARD, "applies_to: {}", "applies_to: {region: [mars]}", "there is no region 'mars'"),
    (STANDARD, "applies_to: {}", "applies_to: {channel: [fax]}", "there is no channel 'fax'"),
    (STANDARD, "  solve: 40 hours\n", "", "there is no target solve to warn of"),
    (STANDARD, STEP, "  - {at: 50% of first_reply, assign_to: eu-care}\n", "3 comes before step 1"),
    (STANDARD, "at: breach of first_reply", "at: 1% of solve", "step 2 comes before step 1"),
    (EU, "\ncalendar: eu-business", "\ncalendar: cn-business", "no calendar 'eu-business'"),
    (EU, "\ncalendar: eu-business", "\ncalendar: cn-business", "stands in calendars/cn-business"),
    ("teams.yaml", "region: cn\n", "region: mars\n", "there is no region 'mars'; there are: eu"),
    ("teams.yaml", "id: meiling", "id: sam", "sam is twice a member of cn-care; keep one"),
    ("routing.yaml", "teams: [cn-care]", "teams: [moon]", "there is no team 'moon'; there are:"),
    ("routing.yaml", "[eu], topic: [technical]", "[eu], topic: [gossip]", "no topic 'gossip'"),
    ("routing.yaml", "when: {region: [cn]}", "when: {region: [mars]}", "no region 'mars'"),
    ("routing.yaml", "region: [cn]}", "region: [cn], tier: [vip]}", "no rule always fits in cn"),
    ("routing.yaml", "region: [cn]}", "region: [apac]}", "'everything in China' is never reached:"),
    ("routing.yaml", "everything in China", "everything in North America", "two rules are called"),
    ("regions.yaml", "default: eu", "default: mars", "there is no region 'mars'; there are: eu"),
    ("regions.yaml", "calendar: cn-business", "calendar: night", "there is no calendar 'night'"),
    ("regions.yaml", "[apac] #", "[mars] #", "there is no region 'mars'"),
    ("regions.yaml", "[apac] #", "[cn] #", "cn is no neighbour of itself"),
    ("regions.yaml", "IS, JE,", "JE,", "countries without a home: IS; give each to one region"),
    ("regions.yaml", "IS, JE,", "IS, JE, JP,", "JP has two homes, eu and apac; keep one"),
    ("regions.yaml", "IS, JE,", "IS, JE, ZZ,", "'ZZ' is no country of ISO 3166-1"),
    ("channels.yaml", "region: any", "region: mars", "there is no region 'mars'"),
    ("policies/vip.yaml", "{tier: [vip, emergency]}", "{}", "'standard' and 'vip' fit equ"),
    (STANDARD, "applies_to: {}", "applies_to: {tier: [standard], region: [eu]}", "no policy fits"),
]  # fmt: skip


@pytest.mark.parametrize(("name", "old", "new", "sentence"), INSIDE_A_FILE + BETWEEN_FILES)
def test_what_is_wrong_is_refused_with_a_sentence(
    copy: Copy, name: str, old: str, new: str, sentence: str
) -> None:
    found = copy.edit(name, old, new).complaints()
    assert any(sentence in each for each in found), found
    assert all(each.isprintable() and ": " in each for each in found)


@pytest.mark.parametrize(
    ("name", "old", "new", "key"),
    [
        (STANDARD, SOLVE, "  solve: 15m", "targets.solve"),
        (EU, WEEK, "monday: 08:00-25:00", "week.monday"),
        (EU, "2027-12-31", "2027-02-30", "days.2027-02-30"),
        ("teams.yaml", "languages: [zh, en]\n", "languages: [zh!]\n", "teams.cn-care.languages"),
        (
            "teams.yaml",
            KATARINA,
            "{id: Katarina!, languages: [en], skills: []",
            "teams.eu-engineering",
        ),
    ],
)
def test_a_sentence_names_the_file_the_line_and_the_key(
    copy: Copy, name: str, old: str, new: str, key: str
) -> None:
    before, _, _ = (copy.folder / name).read_text(encoding="utf-8").partition(old)
    (sentence,) = copy.edit(name, old, new).complaints()
    assert sentence.startswith(f"{name}, line {before.count(chr(10)) + 1}: {key}")


def test_all_that_is_wrong_is_said_at_once(copy: Copy) -> None:
    copy.edit(STANDARD, SOLVE, "  solve: 15m").edit(STANDARD, "\nversion: 2", "\nversion: one")
    copy.edit(EU, "Europe/Dublin", "Mars/Olympus").edit(
        "teams.yaml", KATARINA, f"{KATARINA}, age: 4"
    )
    (copy.folder / "channels.yaml").unlink()
    assert [sentence.partition(":")[0].partition(",")[0] for sentence in copy.complaints()] == [
        EU,
        "channels.yaml",
        STANDARD,
        STANDARD,
        "teams.yaml",
    ]


def test_all_in_which_files_disagree_is_said_at_once(copy: Copy) -> None:
    copy.edit("routing.yaml", "teams: [cn-care]", "teams: [moon]")
    copy.edit("regions.yaml", "default: eu", "default: mars")
    assert len(copy.complaints()) == 2


def test_a_secret_in_a_file_is_not_repeated_in_the_sentence(copy: Copy) -> None:
    copy.edit("channels.yaml", "{file: callback-secret}", "s3cret")
    assert "s3cret" not in " ".join(copy.complaints())


@pytest.mark.parametrize(
    ("name", "advice"),
    [
        ("route.yaml", "did you mean 'routing.yaml'?"),
        ("policies/late.yml", "did you mean 'late.yaml'?"),
        ("calendars/uk.yaml.bak", "a desk has regions.yaml,"),
        ("shops", "a desk has regions.yaml,"),
    ],
)
def test_a_file_that_nobody_reads_is_refused(copy: Copy, name: str, advice: str) -> None:
    (sentence,) = copy.write(name, "a: 1\n").complaints()
    assert sentence.startswith(f"{name}: nothing reads this; {advice}")


def test_notes_for_people_may_lie_in_a_desk(copy: Copy) -> None:
    assert copy.write("README.md", "Ours.\n").write("policies/.keep", "").read().policies


@pytest.mark.parametrize("folder", ["policies", "calendars"])
def test_an_empty_folder_is_refused(copy: Copy, folder: str) -> None:
    for path in (copy.folder / folder).iterdir():
        path.unlink()
    assert copy.complaints() == (f"{folder}/: there is no file here; at least one is wanted",)


def test_a_file_that_is_not_utf8_is_refused(copy: Copy) -> None:
    (copy.folder / "teams.yaml").write_bytes("teams: Grüße".encode("latin-1"))
    assert copy.complaints() == ("teams.yaml: the file is not UTF-8 text; save it as UTF-8",)


@pytest.mark.parametrize("text", ["", "# nothing but a comment\n"])
def test_an_empty_file_is_refused(copy: Copy, text: str) -> None:
    assert copy.write("teams.yaml", text).complaints() == (
        f"teams.yaml: the file is empty; {WRITE_IT}",
    )


def test_nothing_is_read_as_something_else_than_it_says() -> None:
    words = ["NO", "on", "yes", "09:30", "1_000", "007", "1e3", "2026-12-24", "0x10", ".5"]
    text = f"a: [{', '.join(words)}, '5', 5, -3, true, ~]"
    assert parse_document("a.yaml", text).data == {"a": [*words, "5", 5, -3, True, None]}


@given(st.text(alphabet=st.sampled_from("ab:-[]{}&*!|>?#'\"\n\t ,%@`\x00\u2028é"), max_size=60))
def test_any_text_is_either_read_or_refused_in_a_sentence(text: str) -> None:
    sentences: tuple[str, ...] = ()
    try:
        parse_document("a.yaml", text)
    except DeskError as error:
        sentences = error.sentences
    assert all(sentence.startswith("a.yaml") for sentence in sentences)
