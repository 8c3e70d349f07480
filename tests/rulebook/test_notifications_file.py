import pytest
from hypothesis import given
from hypothesis import strategies as st

from domain.notifications import Contact, Way
from rulebook.directory import DeskDirectory
from rulebook.facts import Desk, EmailAccount, SecretReference, Webhook
from rulebook.schemas.ways import spoken_ways
from tests.rulebook.building import Copy

TEAMS, NOTIFICATIONS = "teams.yaml", "notifications.yaml"
WEBHOOKS = """
webhooks:
  on-call:
    url: https://pager.example.org/desk
    secret: {environment: ON_CALL_SECRET}
"""
EMAIL = """
email:
  from: desk@example.org
  server: mail.example.org
  port: 587
  security: starttls
  user: desk
  password: {file: smtp-password}
"""
MEILING = "{id: meiling, languages: [zh, en], skills: [payment, account], capacity: 10, notify: "
SAM_IN_CHINA = (
    "{id: sam, languages: [en], skills: [delivery], capacity: 12, notify: inbox}\n"
    "      - {id: meiling"
)
BY_WEBHOOK, BY_EMAIL = "{webhook: on-call}", "{email: meiling@example.org}"


def told_by(copy: Copy, ways: str, files: str = WEBHOOKS + EMAIL) -> Copy:
    """The sample desk, with meiling told by these ways."""
    copy.write(NOTIFICATIONS, files)
    return copy.edit(TEAMS, f"{MEILING}inbox", f"{MEILING}{ways}")


def test_the_sample_desk_tells_nobody_outside(desk: Desk) -> None:
    assert (dict(desk.webhooks), desk.email) == ({}, None)
    assert all(not one.contacts for team in desk.teams.values() for one in team.members)


def test_without_the_file_everybody_has_their_page(copy: Copy) -> None:
    (copy.folder / NOTIFICATIONS).unlink()
    desk = copy.read()
    assert (dict(desk.webhooks), desk.email) == ({}, None)


def test_what_is_in_the_file_is_in_the_desk(copy: Copy) -> None:
    desk = copy.write(NOTIFICATIONS, WEBHOOKS + EMAIL).read()
    reference = SecretReference("environment", "ON_CALL_SECRET")
    assert desk.webhooks == {"on-call": Webhook("https://pager.example.org/desk", reference, False)}
    assert desk.email == EmailAccount(
        sender="desk@example.org",
        server="mail.example.org",
        port=587,
        security="starttls",
        user="desk",
        password=SecretReference("file", "smtp-password"),
    )


@pytest.mark.parametrize(("files", "has"), [(WEBHOOKS, (1, False)), (EMAIL, (0, True))])
def test_either_part_may_be_missing(copy: Copy, files: str, has: tuple[int, bool]) -> None:
    desk = copy.write(NOTIFICATIONS, files).read()
    assert (len(desk.webhooks), desk.email is not None) == has


def test_the_example_in_the_sample_file_can_be_read(copy: Copy) -> None:
    text = (copy.folder / NOTIFICATIONS).read_text(encoding="utf-8")
    example = text.partition("# For example:\n#\n")[2].partition("#\n# What comes")[0]
    lines = [line.removeprefix("#   ") for line in example.splitlines()]
    desk = copy.write(NOTIFICATIONS, "\n".join(lines)).read()
    assert list(desk.webhooks) == ["on-call"]
    assert desk.email is not None


@pytest.mark.shows_key("teams.teams.members.notify")
@pytest.mark.parametrize(
    ("ways", "contacts"),
    [
        ("inbox", ()),
        ("[inbox]", ()),
        (f"[inbox, {BY_WEBHOOK}]", (Contact(Way.WEBHOOK, "on-call"),)),
        (f"[{BY_EMAIL}, inbox]", (Contact(Way.EMAIL, "meiling@example.org"),)),
        (
            f"[inbox, {BY_WEBHOOK}, {BY_EMAIL}]",
            (Contact(Way.EMAIL, "meiling@example.org"), Contact(Way.WEBHOOK, "on-call")),
        ),
    ],
)
def test_an_agent_is_told_by_the_ways_of_their_entry(
    copy: Copy, ways: str, contacts: tuple[Contact, ...]
) -> None:
    assert DeskDirectory(told_by(copy, ways).read()).contacts("meiling") == contacts


def test_an_agent_in_several_teams_has_the_ways_of_every_entry_once(copy: Copy) -> None:
    by_all = "[inbox, {email: sam@example.org}, {webhook: on-call}]"
    copy.write(NOTIFICATIONS, WEBHOOKS + EMAIL)
    copy.edit(TEAMS, SAM_IN_CHINA, SAM_IN_CHINA.replace("inbox", "[inbox, {webhook: on-call}]"))
    copy.edit(
        TEAMS,
        "skills: [technical], capacity: 4, notify: inbox}\n      - {id: k",
        f"skills: [technical], capacity: 4, notify: {by_all}}}\n      - {{id: k",
    )
    directory = DeskDirectory(copy.read())
    assert directory.contacts("sam") == (
        Contact(Way.EMAIL, "sam@example.org"),
        Contact(Way.WEBHOOK, "on-call"),
    )
    assert directory.contacts("aoife") == ()


def test_an_agent_whom_nobody_knows_has_no_ways(desk: Desk) -> None:
    assert DeskDirectory(desk).contacts("nobody") == ()


@pytest.mark.parametrize(
    ("ways", "sentence"),
    [
        (BY_WEBHOOK, "notify: write inbox, or a list like [inbox, {email: sam@example.org}"),
        ("page", "notify: write inbox, or a list like"),
        (f"[{BY_WEBHOOK}]", "inbox stands in every list: whoever works here has a page"),
        ("[]", "inbox stands in every list"),
        ("[inbox, inbox]", "inbox is written twice; keep one of them"),
        ("[inbox, on-call]", "notify: write inbox, or a list like"),
        ("[inbox, {email: a@b.example, webhook: on-call}]", "notify: write inbox, or a list like"),
        ("[inbox, {pigeon: on-call}]", "'pigeon' is no way to tell somebody; write inbox"),
        ("[inbox, {email: 5}]", "email: a word is wanted here; put it between quotes"),
        ("[inbox, {email: meiling}]", "'meiling' is no e-mail address: write one like sam@"),
        ("[inbox, {email: mei@ling@example.org}]", "is no e-mail address"),
        ("[inbox, {email: 美玲@example.org}]", "is no e-mail address"),
        ("[inbox, {webhook: On Call}]", "'On Call' is no name of a webhook: write one like"),
        (f"[inbox, {BY_EMAIL}, {BY_EMAIL}]", "email is written twice; everybody has one email"),
        ("[inbox, {webhook: night}]", "there is no webhook 'night'; there are: on-call"),
    ],
)
def test_a_way_that_leads_nowhere_is_refused_with_a_sentence(
    copy: Copy, ways: str, sentence: str
) -> None:
    (said,) = told_by(copy, ways).complaints()
    line = (copy.folder / TEAMS).read_text(encoding="utf-8").partition(MEILING)[0].count("\n") + 1
    assert said.startswith(f"teams.yaml, line {line}: ")
    assert sentence in said


@pytest.mark.parametrize(
    ("way", "files", "sentence"),
    [
        (BY_EMAIL, WEBHOOKS, "nothing sends e-mail: write email: in notifications.yaml"),
        (BY_WEBHOOK, EMAIL, "no webhook 'on-call'; there are: none; write webhooks: in notificat"),
    ],
)
def test_a_way_needs_its_part_of_the_file(copy: Copy, way: str, files: str, sentence: str) -> None:
    (said,) = told_by(copy, f"[inbox, {way}]", files).complaints()
    assert sentence in said


def test_an_agent_has_one_address_of_a_kind_in_all_their_teams(copy: Copy) -> None:
    told_by(copy, "[inbox, {email: one@example.org}]")
    haruka = "skills: [payment], capacity: 8, notify: "
    copy.edit(TEAMS, "id: haruka", "id: meiling").edit(
        "rosters/apac-care.yaml", "[haruka]", "[meiling]"
    )
    copy.edit(TEAMS, f"{haruka}inbox", f"{haruka}[inbox, {{email: two@example.org}}]")
    (said,) = copy.complaints()
    assert (
        "meiling has two by email, two@example.org and one@example.org; keep one in every" in said
    )


@pytest.mark.parametrize(
    ("old", "new", "sentence"),
    [
        ("https://pager", "http://pager", "a webhook begins with https:// (http:// only with"),
        ("https://pager", "https://me:word@pager", "write an address that begins with https://"),
        ("https://pager", "pager", "webhooks.on-call.url: write an address that begins with"),
        ("{environment: ON_CALL_SECRET}", "whsec_canary", "a secret never stands in a file"),
        ("{environment: ON_CALL_SECRET}", "{}", "name one place of the secret: file or environ"),
        ("    secret: {environment: ON_CALL_SECRET}\n", "", "'secret' is missing"),
        ("on-call:", "On Call:", "this is not how it is written"),
        ("    secret:", "    sekret: a\n    secret:", "'sekret' is not known here; did you mean"),
        ("webhooks:", "webhook:", "'webhook' is not known here; did you mean 'webhooks'?"),
        ("from: desk@example.org", "from: desk", "'desk' is no e-mail address"),
        ("from: desk@example.org", "sender: desk@example.org", "'from' is missing"),
        ("server: mail.example.org", "server: 'mail example'", "is no name of a server: write"),
        ("server: mail.example.org", "server: https://mail.example.org", "no name of a server"),
        ("port: 587", "port: 0", "port: Input should be greater than or equal to 1"),
        ("port: 587", "port: 65536", "port: Input should be less than or equal to 65535"),
        ("  port: 587\n", "", "'port' is missing"),
        (
            "security: starttls",
            "security: ssl",
            "'ssl' is not known here; write 'none', 'starttls'",
        ),
        ("security: starttls", "security: none", "a password only travels encrypted: write secu"),
        ("  user: desk\n", "", "user and password belong together: write both, or neither"),
        ("  password: {file: smtp-password}\n", "", "user and password belong together"),
        ("{file: smtp-password}", "canary", "password: a secret never stands in a file"),
    ],
)
def test_what_is_wrong_in_the_file_is_refused_with_a_sentence(
    copy: Copy, old: str, new: str, sentence: str
) -> None:
    copy.write(NOTIFICATIONS, WEBHOOKS + EMAIL).edit(NOTIFICATIONS, old, new)
    found = copy.complaints()
    assert any(sentence in each for each in found), found
    assert all(each.startswith("notifications.yaml, line ") for each in found)
    assert "canary" not in " ".join(found)


def test_plain_http_is_for_this_machine_and_has_to_be_asked_for(copy: Copy) -> None:
    here = WEBHOOKS.replace("https://pager.example.org", "http://127.0.0.1:9000")
    desk = copy.write(NOTIFICATIONS, f"{here}    loopback: true\n").read()
    assert desk.webhooks["on-call"].loopback


@given(
    st.recursive(
        st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.just("inbox"),
        lambda inner: (
            st.lists(inner, max_size=3)
            | st.dictionaries(st.sampled_from(["email", "webhook", "x"]), inner, max_size=2)
        ),
        max_leaves=6,
    )
)
def test_whatever_is_written_is_read_or_refused(value: object) -> None:
    try:
        found = spoken_ways(value)
    except ValueError:
        return
    assert value == "inbox" or (isinstance(value, list) and "inbox" in value)
    assert all(isinstance(one, Contact) for one in found)
