from api.door import PartHealth
from tests.api.house import House


async def test_a_well_desk_is_ready(house: House) -> None:
    answer = await house.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "ready")


async def test_without_temporal_the_desk_is_degraded_but_accepts(house: House) -> None:
    house.parts["temporal"] = PartHealth(well=False, vital=False, detail="no answer")
    answer = await house.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    assert answer.json()["parts"]["temporal"] == {
        "state": "down",
        "vital": False,
        "detail": "no answer",
    }


async def test_without_a_database_the_desk_is_not_ready(house: House) -> None:
    house.parts["database"] = PartHealth(well=False, vital=True)
    answer = await house.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (503, "down")


async def test_one_regions_database_takes_no_other_region_away(house: House) -> None:
    house.parts["database na"] = PartHealth(well=False, vital=True, detail="does not answer")
    answer = await house.client.get("/readyz")
    assert (answer.status_code, answer.json()["status"]) == (200, "degraded")
    house.parts["database"] = PartHealth(well=False, vital=True)
    assert (await house.client.get("/readyz")).status_code == 503


async def test_a_living_process_says_so_and_shows_its_figures(house: House) -> None:
    assert (await house.client.get("/healthz")).json() == {"status": "alive"}
    assert "python_info" in (await house.client.get("/metrics")).text
