import { expect, test } from "vitest";
import { EventReader } from "../../source/api/events";
import { wait } from "../../source/api/stream";

const STREAM =
  ': a heartbeat\r\n\r\nid: eu:12\r\nevent: ticket\r\ndata: {"a":\r\ndata: "é"}\r\n\r\ndata: 1\n\nevent: reset\n\n';

test("events are read whatever pieces they come in", () => {
  const whole = new EventReader().read(STREAM);
  expect(whole).toEqual([
    { name: "ticket", id: "eu:12", data: { a: "é" } },
    { name: "message", id: null, data: 1 },
  ]);
  for (let size = 1; size < 9; size += 1) {
    const reader = new EventReader();
    const found = [];
    for (let at = 0; at < STREAM.length; at += size) found.push(...reader.read(STREAM.slice(at, at + size)));
    expect(found).toEqual(whole);
  }
});

test("another try waits ever longer, at most half a minute, and never the same for all", () => {
  expect(wait(1, 0)).toBe(1_000);
  expect(wait(1, 1)).toBe(2_000);
  expect(wait(3, 1)).toBe(8_000);
  expect(wait(1_000, 1)).toBe(30_000);
});
