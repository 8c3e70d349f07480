"""What must hold of all that left the desk: once, as the ledger says, or marked uncertain."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from domain.changes import apply, rebuilt
from domain.events import Event
from domain.facts import Reached
from domain.message_events import DeliveryReported
from domain.relay_events import NotificationReported
from domain.vocabulary import DeliveryState

Keys = Mapping[str, set[str]]  # of each message or notification: the ids that it came under


@dataclass(frozen=True)
class Arrived:
    """What reached the customer and the agents of one ticket, as their own systems tell it."""

    messages: Keys
    pages: Keys
    mails: Sequence[str]  # the agents that they went to, one by one


def complaints(ticket: str, events: Sequence[Event], arrived: Arrived) -> list[str]:
    """What is wrong with one ticket, of which each agent gets one mail at the most."""
    messages, notifications = _wanted(ticket, events)
    return [
        *_of_messages(messages, events, arrived),
        *_of_pages(notifications, events, arrived),
    ]


def _wanted(ticket: str, events: Sequence[Event]) -> tuple[set[str], set[str]]:
    """All messages that the customer was to get, and all that agents were to be told."""
    messages, notifications = set[str](), set[str]()
    standing = rebuilt(ticket, events[:1])
    for event in events[1:]:
        standing = apply(standing, event)
        messages |= {one.message_id for one in standing.to_deliver}
        notifications |= {one.id for one in standing.to_notify}
    return messages, notifications


def _of_messages(wanted: set[str], events: Sequence[Event], arrived: Arrived) -> Iterator[str]:
    reports = [e for e in events if isinstance(e, DeliveryReported)]
    for message in sorted(wanted):
        states = [one.state for one in reports if one.message_id == message]
        keys = arrived.messages.get(message, set())
        yield from _once(f"message {message}", len(states))
        yield from _as_reported(f"message {message}", states, len(keys), "webhook-ids")
    for message in sorted({*arrived.messages} - wanted):
        yield f"message {message} is in no ledger"


def _of_pages(wanted: set[str], events: Sequence[Event], arrived: Arrived) -> Iterator[str]:
    reports = [e for e in events if isinstance(e, NotificationReported)]
    for notification in sorted(wanted):
        outcomes = [one.reached for one in reports if one.notification_id == notification]
        yield from _once(f"notification {notification}", len(outcomes))
        for reached in (one for outcome in outcomes for one in outcome):
            yield from _of_page(f"{notification}:{reached.agent}", reached, arrived)
    for page in sorted(arrived.pages):
        if page.rpartition(":")[0] not in wanted:
            yield f"page {page} is in no ledger"


def _of_page(name: str, reached: Reached, arrived: Arrived) -> Iterator[str]:
    if reached.way == "webhook":
        keys = arrived.pages.get(name, set())
        yield from _as_reported(f"page {name}", [reached.state], len(keys), "webhook-ids")
    if reached.way == "email":
        count = arrived.mails.count(reached.agent)
        yield from _as_reported(f"mail {name}", [reached.state], count, "mails")


def _once(name: str, reports: int) -> Iterator[str]:
    if reports != 1:
        yield f"{name} was reported {reports} times"


def _as_reported(
    name: str, states: Sequence[DeliveryState], count: int, counted: str
) -> Iterator[str]:
    if count > 1:
        yield f"{name} went out under {count} {counted}"
    if count == 0 and DeliveryState.SENT in states:
        yield f"{name} is called sent and never arrived"
    if count > 0 and DeliveryState.FAILED in states:
        yield f"{name} is called failed and did arrive"
