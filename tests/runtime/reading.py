"""Our figures as Prometheus would read them, before and after."""

from prometheus_client import REGISTRY

Figures = dict[tuple[str, tuple[tuple[str, str], ...]], float]


def figures() -> Figures:
    """Everything of ours that Prometheus would read now."""
    return {
        (sample.name, tuple(sorted(sample.labels.items()))): sample.value
        for family in REGISTRY.collect()
        for sample in family.samples
        if sample.name.startswith("meridian_")
    }


def moved(before: Figures, name: str, **labels: str) -> float:
    """By how much a figure is greater than it was."""
    key = name, tuple(sorted(labels.items()))
    return figures()[key] - before.get(key, 0.0)
