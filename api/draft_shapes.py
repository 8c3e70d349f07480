"""What agents read of a draft: more fields may be added, none renamed."""

from datetime import datetime

from pydantic import BaseModel

from api.checking import Checked
from domain.cultures import Culture, DraftAction, NameOrder
from domain.drafts import DraftFinding, held_by, unchecked
from rulebook.local_forms import LocalForms, local_forms

OF_ANOTHER_COUNTRY = "A word of another country"


class DraftFindingShape(BaseModel):
    """What stands in the draft from character `start` up to `end`, and what to write instead.

    `rule` is the name of a concept of the desk, which `means` explains, or `wording`. Characters
    are code points of the text as it was sent.
    """

    rule: str
    means: str
    start: int
    end: int
    said: str
    suggestion: str
    action: DraftAction


class RegisterShape(BaseModel):
    """How the reader is addressed in their language; `how` is empty where it says no more."""

    address: str
    how: str


class WordingShape(BaseModel):
    """A word of another country, and the one that the reader uses."""

    elsewhere: str
    here: str


class FormsShape(BaseModel):
    """How a date, an hour, a number and money look there; `money` is empty for no currency."""

    locale: str
    direction: str
    date: str
    time: str
    number: str
    money: str
    currency: str
    names: NameOrder | None


class UsualShape(BaseModel):
    """What the reader takes for granted; empty where nobody wrote it down."""

    payment: str
    contact: str


class DraftCheck(BaseModel):
    """A draft for this customer: what was found in it, and what is worth knowing of them.

    `held` are the rules that keep it from being sent; `unchecked` those that nobody can check in
    the draft's language, because they have no words in it. What is not known is null or empty.
    """

    language: str
    reader_language: str
    country: str | None
    findings: list[DraftFindingShape]
    held: list[str]
    unchecked: list[str]
    hint: str
    form_of_address: RegisterShape | None
    wording: list[WordingShape]
    forms: FormsShape
    usual: UsualShape


def draft_check(checked: Checked, now: datetime) -> DraftCheck:
    """What an agent reads; `now` is the sample that dates are shown by."""
    culture, recipient = checked.culture, checked.recipient
    customs = culture.of_country(recipient.country)
    register = recipient.register(culture)
    return DraftCheck(
        language=checked.language,
        reader_language=recipient.language,
        country=recipient.country,
        findings=[_finding(one, culture) for one in checked.findings],
        held=list(held_by(checked.findings)),
        unchecked=list(unchecked(checked.language, recipient, culture)),
        hint=customs.hint,
        form_of_address=register and RegisterShape(address=register.address, how=register.how),
        wording=[
            WordingShape(elsewhere=elsewhere, here=here)
            for elsewhere, here in recipient.wording(culture).items()
        ],
        forms=_forms(local_forms(recipient, now), customs.names),
        usual=UsualShape(payment=customs.payment, contact=customs.contact),
    )


def _finding(found: DraftFinding, culture: Culture) -> DraftFindingShape:
    start, end = found.span
    concept = culture.concepts.get(found.rule)
    return DraftFindingShape(
        rule=found.rule,
        means=concept.means if concept else OF_ANOTHER_COUNTRY,
        start=start,
        end=end,
        said=found.said,
        suggestion=found.suggestion,
        action=found.action,
    )


def _forms(forms: LocalForms, names: NameOrder | None) -> FormsShape:
    return FormsShape(
        locale=forms.locale,
        direction=forms.direction,
        date=forms.date,
        time=forms.time,
        number=forms.number,
        money=forms.money,
        currency=forms.currency,
        names=names,
    )
