"""JSON logs, one line an event, without anybody's text: codes, names of kinds and ids only."""

import json
import logging
import re
import sys
from collections.abc import MutableMapping
from datetime import UTC, datetime
from typing import TextIO

import structlog

NAMING_URLS = ("httpx", "httpcore", "urllib3", "hpack")
# API keys as storage/desk/api_keys.py writes them, and JSON Web Tokens.
SECRETS = re.compile(r"meridian_[a-z0-9]+_[0-9a-f]{16}_[0-9a-f]{64}|eyJ[\w-]*\.eyJ[\w-]*\.[\w-]*")
MASK = "[secret]"


def set_up_logs(level: str, stream: TextIO = sys.stderr) -> None:
    """Send our events and other libraries' records to the stream, both without texts."""
    number = logging.getLevelNamesMapping()[level.upper()]
    handler = logging.StreamHandler(stream)
    handler.setFormatter(OtherLibraries())
    root = logging.getLogger()
    root.handlers = [handler]
    root.setLevel(number)
    for library in NAMING_URLS:
        logging.getLogger(library).setLevel(logging.WARNING)
    structlog.configure(
        processors=[
            structlog.processors.add_log_level,
            structlog.processors.TimeStamper(fmt="iso", utc=True, key="at"),
            _with_the_class_of_its_exception,
            _as_a_line_without_secrets,
        ],
        wrapper_class=structlog.make_filtering_bound_logger(number),
        logger_factory=structlog.WriteLoggerFactory(stream),
        cache_logger_on_first_use=False,
    )


class OtherLibraries(logging.Formatter):
    """Writes of another library's record its name and its template, never what was filled in.

    The Temporal SDK and HTTP libraries put exception texts, URLs and arguments into theirs.
    """

    def format(self, record: logging.LogRecord) -> str:
        """One line of JSON."""
        facts: dict[str, object] = {
            "event": str(record.msg)[:200] if record.args else "a library's message",
            "logger": record.name,
            "level": record.levelname.lower(),
            "at": datetime.fromtimestamp(record.created, UTC).isoformat(),
        }
        line = json.dumps(facts | _class_of(record.exc_info), ensure_ascii=False)
        return SECRETS.sub(MASK, line)


def _with_the_class_of_its_exception(
    _: object, __: str, event: MutableMapping[str, object]
) -> MutableMapping[str, object]:
    given = event.pop("exc_info", None)
    event.update(_class_of(sys.exc_info() if given is True else given))
    return event


def _as_a_line_without_secrets(
    logger: object, method: str, event: MutableMapping[str, object]
) -> str:
    """One line of JSON, in which a secret that somebody wrote by mistake is masked."""
    line = structlog.processors.JSONRenderer(ensure_ascii=False)(logger, method, event)
    return SECRETS.sub(MASK, str(line))


def _class_of(error: object) -> dict[str, object]:
    if isinstance(error, tuple):
        error = error[1]
    return {"exception": type(error).__name__} if isinstance(error, BaseException) else {}
