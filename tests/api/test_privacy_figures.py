from datetime import timedelta
from pathlib import Path

from api.door import PartHealth
from api.watching import Watch
from tests.api.house import House
from tests.api.test_privacy_requests import asked, customer
from tests.runtime.reading import figures


async def nothing() -> dict[str, PartHealth]:
    return {}


async def test_requests_that_wait_are_measured_by_how_near_they_are(
    house: House, tmp_path: Path
) -> None:
    await asked(house, await customer(house))
    requests = {"eu": house.door.regions["eu"].privacy.requests}
    watch = Watch({}, nothing, tmp_path, house.clock, requests)
    seen = []
    for days in (0, 25, 10):
        house.clock.at += timedelta(days=days)
        await watch.look()
        now = figures()
        seen.append(
            [
                now["meridian_privacy_requests", (("region", "eu"), ("standing", name))]
                for name in ("open", "nearly_due", "overdue")
            ]
        )
    assert seen == [[1, 0, 0], [1, 1, 0], [1, 1, 1]]
