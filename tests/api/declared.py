"""Whether an answer is one that the description of its route in OpenAPI declares."""

import json
import re
from typing import Any

import httpx
from fastapi import FastAPI

from api.problem_codes import STATUS_OF


class Declared:
    """A hook of the tests' client: an answer that nobody declared fails the test that got it."""

    def __init__(self) -> None:
        self._description: dict[str, Any] = {}
        self._paths: dict[str, Any] = {}
        self._operations: dict[tuple[str, re.Pattern[str]], str] = {}

    def read(self, app: FastAPI) -> None:
        """Learn the description, and give it to further applications: making it takes long."""
        if self._paths:
            app.openapi_schema = self._description
            return
        self._description = app.openapi()
        self._paths = self._description["paths"]
        self._operations = {
            (method.upper(), re.compile(re.sub(r"\\{[a-z_]+\\}", "[^/]+", re.escape(path)))): path
            for path, methods in self._paths.items()
            for method in methods
        }

    async def __call__(self, answer: httpx.Response) -> None:
        """Look at one answer."""
        await answer.aread()
        self._expect_known_code(answer)
        path = self._path_of(answer.request)
        if path is None or answer.status_code == 500:
            return
        declared = self._paths[path][answer.request.method.lower()]["responses"]
        assert str(answer.status_code) in declared, (
            f"{answer.request.method} {path} does not declare {answer.status_code}"
        )

    def _path_of(self, request: httpx.Request) -> str | None:
        asked = request.url.raw_path.decode().partition("?")[0]
        for (method, path), name in self._operations.items():
            if method == request.method and path.fullmatch(asked):
                return name
        return None

    def _expect_known_code(self, answer: httpx.Response) -> None:
        if answer.headers.get("Content-Type") != "application/problem+json":
            return
        problem = json.loads(answer.content)
        assert STATUS_OF.get(problem["code"]) == problem["status"] == answer.status_code, (
            f"api/problem_codes.py has no line for {problem['code']}, {answer.status_code}"
        )
        assert problem["detail"].endswith(".")
