import { expect, test } from "vitest";
import { Conversation } from "../../source/chat/conversation";
import type { Message } from "../../source/chat/desk/shapes";

function message(position: number, more: Partial<Message> = {}): Message {
  return {
    id: null,
    message_id: `m${position}`,
    position,
    direction: "out",
    author: { kind: "agent", name: null },
    at: "2026-11-23T10:00:00Z",
    text: `text ${position}`,
    language: "en",
    original: null,
    files: [],
    state: "sent",
    translated: false,
    part: 0,
    parts: 1,
    ...more,
  };
}

test("messages stand once each and in the desk's order, in whatever order and however often they come", () => {
  const conversation = new Conversation();
  for (const position of [3, 1, 3, 2, 5, 1]) conversation.take([message(position)]);
  expect(conversation.messages.value.map(({ position }) => position)).toEqual([1, 2, 3, 5]);
});

test("a gap is noticed, and what came after it is not taken for all that there is", () => {
  const conversation = new Conversation();
  conversation.takeNext([message(1), message(2)]);
  expect(conversation.lacks(3)).toBe(false);
  expect(conversation.lacks(5)).toBe(true);
  conversation.take([message(5)]);
  expect(conversation.upTo).toBe(2); // so that 3 and 4 are asked for
  conversation.take([message(4), message(3)]);
  expect(conversation.upTo).toBe(5);
});

test("what waits is shown until the desk has said it back, and then once", () => {
  const conversation = new Conversation();
  conversation.waiting.value = [
    { kind: "message", id: "a", place: 1, text: "one", files: [] },
    { kind: "consent", id: "c", place: 2, purpose: "satisfaction", given: true },
    { kind: "message", id: "b", place: 3, text: "two", files: [] },
  ];
  expect(conversation.unsent.value.map(({ id }) => id)).toEqual(["a", "b"]);
  conversation.take([message(1, { id: "a", direction: "in" })]);
  expect(conversation.unsent.value.map(({ id }) => id)).toEqual(["b"]);
});

test("a conversation that the desk has begun anew is asked for from its beginning, and what waits stays", () => {
  const conversation = new Conversation();
  conversation.takeNext([message(1)]);
  conversation.waiting.value = [{ kind: "message", id: "a", place: 1, text: "one", files: [] }];
  conversation.forget();
  expect([conversation.messages.value, conversation.upTo]).toEqual([[], 0]);
  expect(conversation.unsent.value).toHaveLength(1);
});

test("what the desk has only acknowledged gives way to what it tells, whichever comes first", () => {
  const sent = message(1, { text: "as it was sent" });
  const later = new Conversation();
  later.acknowledge(sent);
  expect(later.messages.value.map(({ text }) => text)).toEqual(["as it was sent"]);
  expect(later.upTo).toBe(0); // so that the desk tells it
  later.take([message(1)]);
  expect([later.messages.value.map(({ text }) => text), later.upTo]).toEqual([["text 1"], 1]);
  const before = new Conversation();
  before.take([message(1)]);
  before.acknowledge(sent);
  expect(before.messages.value.map(({ text }) => text)).toEqual(["text 1"]);
});
