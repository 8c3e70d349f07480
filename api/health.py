"""Whether the API lives, whether messages can be accepted, and figures for Prometheus."""

from collections.abc import Mapping

from fastapi import APIRouter, Response
from prometheus_client import CONTENT_TYPE_LATEST, generate_latest

from api.door import PartHealth, TheDoor
from api.shapes import Readiness

router = APIRouter(tags=["health"])


@router.get("/healthz")
async def alive() -> dict[str, str]:
    """The process answers."""
    return {"status": "alive"}


@router.get("/readyz", responses={503: {"model": Readiness, "description": "Not ready"}})
async def ready(door: TheDoor, response: Response) -> Readiness:
    """200 while messages can be accepted, for one region at least; `parts` names what is down."""
    readiness = _readiness(await door.health())
    response.status_code = 503 if readiness.status == "down" else 200
    return readiness


@router.get("/metrics", response_class=Response)
async def metrics() -> Response:
    """What is counted and measured, as Prometheus reads it."""
    return Response(generate_latest(), media_type=CONTENT_TYPE_LATEST)


def _readiness(parts: Mapping[str, PartHealth]) -> Readiness:
    down = [part for part in parts.values() if not part.well]
    status = "ready" if not down else "degraded"
    vital = [part for part in parts.values() if part.vital]
    if vital and not any(part.well for part in vital):  # one region's database takes no other's
        status = "down"
    return Readiness.model_validate(
        {
            "status": status,
            "parts": {
                name: {
                    "state": "ready" if part.well else "down",
                    "vital": part.vital,
                    "detail": part.detail,
                }
                for name, part in parts.items()
            },
        }
    )
