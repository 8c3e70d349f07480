"""LibreTranslate's wire form over the local engine: /translate, /detect, /languages, /healthz."""

import hmac
from http import HTTPStatus

from babel import Locale
from fastapi import FastAPI, Request
from fastapi.responses import JSONResponse
from starlette.exceptions import HTTPException

from cli.translate_server.asking import Fields, Refusal, asked, fields_of, texts_of
from cli.translate_server.working import AUTO, Work
from domain.ports import Detected


def create_app(work: Work, key: str | None = None) -> FastAPI:
    """The application; with `key`, only who gives it as `api_key` is served.

    No answer repeats a text that it was not asked to translate, and nothing is logged of one.
    """
    app = FastAPI(openapi_url=None, redirect_slashes=False)

    @app.post("/translate")
    async def translate(request: Request) -> dict[str, object]:
        fields = await fields_of(request)
        _expect_key(key, fields)
        given = asked(fields)
        texts, found = await work.translated(given)
        answer: dict[str, object] = {"translatedText": texts if given.is_list else texts[0]}
        if given.source == AUTO:
            told = [_told(one) for one in found]
            answer["detectedLanguage"] = told if given.is_list else told[0]
        return answer

    @app.post("/detect")
    async def detect(request: Request) -> list[dict[str, object]]:
        fields = await fields_of(request)
        _expect_key(key, fields)
        texts, _ = texts_of(fields)
        return [_told(await work.detected(texts))]

    @app.get("/languages")
    async def languages() -> list[dict[str, object]]:
        names = Locale("en").languages
        return [
            {"code": code, "name": names.get(code, code), "targets": targets}
            for code, targets in work.languages().items()
        ]

    @app.get("/healthz")
    async def health() -> dict[str, str]:
        return {"status": "ok"}

    _answer_faults(app)
    return app


def _answer_faults(app: FastAPI) -> None:
    app.add_exception_handler(Refusal, _answer_refusal)
    app.add_exception_handler(HTTPException, _answer_routing)
    app.add_exception_handler(Exception, _answer_fault)


def _expect_key(key: str | None, fields: Fields) -> None:
    if key is None:
        return
    given = fields.get("api_key")
    if not given:
        raise Refusal(400, "Please contact the server operator to get an API key")
    if not hmac.compare_digest(str(given).encode(errors="replace"), key.encode()):
        raise Refusal(403, "Invalid API key")


def _told(detected: Detected) -> dict[str, object]:
    """As LibreTranslate tells it: a percentage."""
    confidence = round(100 * detected.confidence, 1)
    return {"confidence": confidence, "language": detected.language}


async def _answer_refusal(_: Request, refusal: Exception) -> JSONResponse:
    assert isinstance(refusal, Refusal)
    return refusal.response()


async def _answer_routing(_: Request, error: Exception) -> JSONResponse:
    assert isinstance(error, HTTPException)
    return Refusal(error.status_code, HTTPStatus(error.status_code).phrase).response()


async def _answer_fault(_: Request, __: Exception) -> JSONResponse:
    """A fault of ours: its kind is in the log, and no text."""
    return Refusal(500, "Cannot translate text").response()
