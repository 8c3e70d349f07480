"""The verb `look_up_staffing`: who is on, and how much each team has."""

from datetime import datetime

from temporalio import activity

from domain.policy import StaffingView
from domain.ports import StaffingSource
from domain.stores import Views


class StaffingActivities:
    """Looks at the rosters and at the teams' open tickets."""

    def __init__(self, staffing: StaffingSource, views: Views) -> None:
        self._staffing = staffing
        self._views = views

    @activity.defn
    async def look_up_staffing(self, at: datetime) -> StaffingView:
        """The staffing at an instant of the workflow's clock."""
        return self._staffing.view(at, await self._views.loads())
