from datetime import timedelta
from random import Random

from domain.channels import Deleted, Edited, Reported, Unreadable, Written
from tests.channels.platforms.fuzzing import check_accepts, check_read, fuzzed
from tests.channels.platforms.meta_accounts import OBJECTS, both, offline
from tests.standins.meta_webhooks import (
    NOW,
    direct_text,
    directly,
    milliseconds,
    said,
    signed,
    storm,
    written,
)

WHEN = milliseconds(NOW)


@both("duplicate", "reorder")
def test_repeated_batched_and_out_of_order_each_message_reads_the_same(name: str) -> None:
    kind = OBJECTS[name]
    documents = [
        directly(
            direct_text(f"{n}", f"text {n}", NOW - timedelta(milliseconds=200 - n), kind), kind=kind
        )
        for n in range(200)
    ]
    found: dict[str, set[tuple[str, object, int]]] = {}
    channel, read = offline(name), 0
    for request in storm(documents, Random(7)):
        assert channel.accepts(request)
        for item in check_read(channel, request):
            assert isinstance(item, Written)
            found.setdefault(item.message_id, set()).add((item.text, item.sent_at, item.order))
            read += 1
    assert read > len(documents)
    assert {len(versions) for versions in found.values()} == {1}
    in_order = sorted(found, key=lambda one: min(str(at) for _, at, _ in found[one]))
    assert in_order == [f"m_{n}" for n in range(200)]


@both("fuzz")
def test_nothing_that_comes_makes_reading_raise(name: str) -> None:
    kind = OBJECTS[name]
    url = {"url": "https://cdn.example.org/a.pdf"}
    place = {"coordinates": {"lat": 1.5, "long": 2}}
    files = [{"type": "file", "payload": url}, {"type": "location", "payload": place}]
    events = [
        direct_text("A", "Olá", kind=kind),
        said(NOW, kind, message={"mid": "m_A", "attachments": files}),
        said(NOW, kind, message={"mid": "m_A", "is_deleted": True}),
        said(NOW, kind, message={"mid": "m_A", "text": "x", "reply_to": {"story": url}}),
        said(NOW, kind, message={"mid": "m_A", "text": "x", "quick_reply": {"payload": "y"}}),
        said(NOW, kind, message={"mid": "m_A", "is_echo": True, "metadata": "key"}),
        said(NOW, kind, message_edit={"mid": "m_A", "text": "x", "num_edit": 1}),
        said(NOW, kind, delivery={"mids": ["m_1"], "watermark": WHEN}),
        said(NOW, kind, read={"watermark": WHEN}),
        said(NOW, kind, read={"mid": "m_1"}),
        said(NOW, kind, reaction={"mid": "m_1", "action": "react"}),
        said(NOW, kind, postback={"title": "x", "payload": "y", "referral": {"ref": "z"}}),
    ]
    payloads = [directly(event, kind=kind) for event in events]
    changes = directly({"field": "messages", "value": events[0]}, kind=kind, form="changes")
    channel, kinds = offline(name), set()
    for body in fuzzed([*payloads, changes, changes, changes, written(payloads[0])], 2000, seed=9):
        request = signed(body)
        assert check_accepts(channel, request)
        kinds |= {type(item) for item in check_read(channel, request)}
    assert kinds == {Written, Edited, Deleted, Reported, Unreadable}
