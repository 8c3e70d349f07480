"""Tickets with some of their facts changed: `dataclasses.replace`, but three times as fast.

A ticket has sixty facts, and every event that it goes through makes it anew, mostly twice: that is
a third of what deciding costs. For anything but a ticket it is `dataclasses.replace` itself.
"""

import dataclasses
from collections import deque
from itertools import repeat
from operator import attrgetter
from typing import TYPE_CHECKING, Any

from domain.ticket import Ticket

__all__ = ("replace",)

if TYPE_CHECKING:  # whose arguments are checked by name and type
    from dataclasses import replace
else:
    FACTS = tuple(one.name for one in dataclasses.fields(Ticket))
    facts_of = attrgetter(*FACTS)

    class Draft:
        """A ticket that is still being written: laid out as one, but not frozen."""

        __slots__ = FACTS

    def replace(fact: Any, /, **changes: Any) -> Any:
        """A copy with these fields changed."""
        if fact.__class__ is not Ticket:
            return dataclasses.replace(fact, **changes)
        draft = Draft()
        deque(map(setattr, repeat(draft), FACTS, facts_of(fact)), maxlen=0)
        for name, value in changes.items():
            setattr(draft, name, value)
        draft.__class__ = Ticket
        return draft
