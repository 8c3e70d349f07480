"""Facts as JSON in one form, and back again."""

import json
from typing import Annotated, Any

from pydantic import Field, TypeAdapter

from domain.events import Event
from domain.ledger import TicketView
from domain.policy import Policy

EVENT: TypeAdapter[Event] = TypeAdapter(Annotated[Event, Field(discriminator="kind")])
VIEW = TypeAdapter(TicketView)
POLICY = TypeAdapter(Policy)


def written(adapter: TypeAdapter[Any], value: object) -> str:
    """The value with sorted keys and without spaces: equal values are written alike."""
    document = adapter.dump_python(value, mode="json")
    return json.dumps(document, sort_keys=True, separators=(",", ":"), ensure_ascii=False)
