from tests.architecture import packaging_rules
from tests.architecture.tree import ROOT


def test_no_other_distribution_provides_a_package_of_our_names() -> None:
    assert packaging_rules.names_of_others(ROOT) == []


def test_every_folder_with_python_is_a_package() -> None:
    assert packaging_rules.folders_without_init(ROOT) == []


def test_the_wheel_and_the_import_contracts_know_every_package() -> None:
    assert packaging_rules.unlisted_packages(ROOT) == []


def test_importing_workflows_runs_nothing() -> None:
    # The sandbox imports it anew for every run of a workflow.
    assert (ROOT / "workflows" / "__init__.py").read_text(encoding="utf-8") == ""
