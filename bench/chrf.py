"""chrF, how much of a translation's letters are a person's: Popović 2015, as sacrebleu counts it.

The corpus score chrF2 (six orders, β = 2, no white space, case as it stands); tests hold it against
values of sacrebleu 2.6.0, whose own dependencies weigh a hundred megabytes.
"""

from collections import Counter
from collections.abc import Sequence

ORDERS = range(1, 7)
RECALL_COUNTS = 4  # β²: recall weighs twice as much as precision


def chrf(translations: Sequence[str], references: Sequence[str]) -> float:
    """The score of all lines together, 0 to 100. Raises ValueError where the numbers differ."""
    sums = [[0, 0, 0] for _ in ORDERS]
    for translation, reference in zip(translations, references, strict=True):
        for sum_, order in zip(sums, ORDERS, strict=True):
            for at, count in enumerate(_counted(translation, reference, order)):
                sum_[at] += count
    shares = [(same / given, same / wanted) for given, wanted, same in sums if given and wanted]
    if not any(precision for precision, _ in shares):
        return 0.0
    precision = sum(share for share, _ in shares) / len(shares)
    recall = sum(share for _, share in shares) / len(shares)
    return 100 * (1 + RECALL_COUNTS) * precision * recall / (RECALL_COUNTS * precision + recall)


def _counted(translation: str, reference: str, order: int) -> tuple[int, int, int]:
    """How many runs of so many letters there are, how many are wanted, and how many are both."""
    given, wanted = _runs(translation, order), _runs(reference, order)
    return given.total() if wanted else 0, wanted.total(), (given & wanted).total()


def _runs(line: str, order: int) -> Counter[str]:
    letters = "".join(line.split())
    return Counter(letters[at : at + order] for at in range(len(letters) - order + 1))
