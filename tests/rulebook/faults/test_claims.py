"""Which policy a ticket gets: exactly one, and where there is none, for which tickets."""

import pytest

from tests.rulebook.building import STANDARD
from tests.rulebook.faults.planting import EU_VIP, VIP, found_in, sample_files


def told(**applies_to: str) -> list[str]:
    """What is said once the policies standard, vip and eu_vip apply to these."""
    files = dict(sample_files())
    for name, words in applies_to.items():
        file = f"policies/{name.replace('_', '-')}.yaml"
        line = next(one for one in files[file].splitlines() if one.startswith("applies_to:"))
        files[file] = files[file].replace(line, f"applies_to: {words}")
    return [str(one) for one in found_in(files)]


@pytest.mark.parametrize(
    ("words", "tickets"),
    [
        ("{tier: [vip]}", "with tier standard"),
        ("{region: [eu, na, latam, apac]}", "with region cn, tier standard"),
        (
            "{region: [cn], priority: [low]}",
            "with region eu, tier standard, priority low, channel chat (and 37 other combinations)",
        ),
    ],
)
def test_tickets_that_no_policy_is_for_are_named_by_their_facts(words: str, tickets: str) -> None:
    said = [one for one in told(standard=words) if "no policy fits" in one]
    assert said == [f"policies/: no policy fits tickets {tickets}; let one apply to everything"]


def test_policies_with_an_equal_claim_are_named_once_with_an_example() -> None:
    (said,) = told(vip="{}")
    assert said.startswith(f"{VIP}, line ")
    assert "'standard' and 'vip' fit equally well, for example for region eu, tier stan" in said


@pytest.mark.parametrize("slip", ["{region: [mars]}", "{tier: [gold]}", "{tire: [vip]}"])
def test_a_slip_in_what_a_policy_is_for_is_all_that_is_said(slip: str) -> None:
    (said,) = told(standard=slip)
    assert said.startswith(f"{STANDARD}, line ")


def test_a_policy_that_cannot_be_read_may_be_for_anything() -> None:
    files = dict(sample_files())
    files[STANDARD] = files[STANDARD].replace("policy: standard", "policy: {standard")
    (said,) = found_in(files)
    assert "this is not YAML" in said.sentence


def test_two_policies_of_one_name_are_named_as_that() -> None:
    files = dict(sample_files())
    files["policies/other.yaml"] = files[EU_VIP]
    (said,) = found_in(files)
    assert str(said).startswith(
        "policies/other.yaml, line 4: the policy 'eu-vip' stands in policies/eu-vip.yaml already"
    )
