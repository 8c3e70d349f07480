import io
import json
import logging
from collections.abc import Iterator

import pytest
import structlog

from runtime.logs import set_up_logs


@pytest.fixture
def stream() -> Iterator[io.StringIO]:
    root, before = logging.getLogger(), list(logging.getLogger().handlers)
    level, out = root.level, io.StringIO()
    set_up_logs("info", out)
    yield out
    root.handlers = before
    root.setLevel(level)
    structlog.reset_defaults()


def lines(stream: io.StringIO) -> list[dict[str, object]]:
    return [json.loads(line) for line in stream.getvalue().splitlines()]


@pytest.mark.attack(40)
def test_an_event_of_ours_is_one_line_of_json(stream: io.StringIO) -> None:
    structlog.get_logger().info("ticket told", ticket="eu-1")
    [line] = lines(stream)
    assert (line["event"], line["ticket"], line["level"]) == ("ticket told", "eu-1", "info")


@pytest.mark.attack(40)
def test_what_another_library_fills_in_is_left_out(stream: io.StringIO) -> None:
    logging.getLogger("temporalio").warning("Completing activity as failed (%s)", "canary")
    logging.getLogger("elsewhere").warning("canary in a message without arguments")
    assert "canary" not in stream.getvalue()
    assert lines(stream)[0]["event"] == "Completing activity as failed (%s)"


@pytest.mark.attack(40)
def test_an_exception_is_named_by_its_class_only(stream: io.StringIO) -> None:
    try:
        raise ValueError("canary")
    except ValueError:
        logging.getLogger("elsewhere").exception("it failed")
        structlog.get_logger().exception("ours failed")
    assert "canary" not in stream.getvalue()
    assert [line["exception"] for line in lines(stream)] == ["ValueError", "ValueError"]


@pytest.mark.attack(40)
def test_a_forged_line_stays_inside_its_value(stream: io.StringIO) -> None:
    structlog.get_logger().info("asked", ticket='x"}\n{"event": "forged"}')
    assert len(lines(stream)) == 1


def test_the_level_decides_what_is_written(stream: io.StringIO) -> None:
    set_up_logs("error", stream)
    structlog.get_logger().warning("too little")
    logging.getLogger("elsewhere").warning("too little")
    structlog.get_logger().error("enough")
    assert [line["event"] for line in lines(stream)] == ["enough"]


@pytest.mark.attack(40)
def test_http_clients_do_not_name_their_urls(stream: io.StringIO) -> None:
    logging.getLogger("httpx").info("HTTP Request: GET https://x/?token=canary")
    assert stream.getvalue() == ""
