import { expect, test, vi } from "vitest";
import { Away, Problem } from "../../source/api/problem";
import { Giving } from "../../source/chat/desk/giving";
import type { Message } from "../../source/chat/desk/shapes";
import type { Visitor } from "../../source/chat/desk/visitor";
import { Memory } from "../../source/chat/queue/memory";
import { DeviceQueue } from "../../source/chat/queue/queue";
import type { WaitingMessage } from "../../source/chat/queue/waiting";

const STOP = new AbortController().signal;

function giving(ask: (path: string, body: unknown) => unknown) {
  const sent: Message[] = [];
  const visitor = {
    path: "/v1/chat/shop",
    ask: async (_: string, path: string, { body }: { body?: unknown }) => ask(path, body),
    with: async () => ({ id: `uploaded-${Math.random()}` }),
  } as unknown as Visitor;
  return { sent, giving: new Giving(visitor, new DeviceQueue("a", [new Memory()]), (one) => sent.push(one)) };
}

const message: WaitingMessage = { kind: "message", id: "a", place: 1, text: "hello", files: [] };
const acknowledged = { id: "a", message_id: "m", position: 1, at: "2026-11-23T10:00:00Z", duplicate: false };

test("an answer counts as the desk's word only where it names the message", async () => {
  for (const answer of [undefined, {}, { ...acknowledged, id: "other" }]) {
    const { giving: one, sent } = giving(() => answer);
    await expect(one.give(message, STOP)).rejects.toBeInstanceOf(Away);
    expect(sent).toEqual([]);
  }
  const { giving: one, sent } = giving(() => acknowledged);
  await one.give(message, STOP);
  expect(sent).toMatchObject([{ id: "a", position: 1, state: "sent" }]);
});

test("files that the desk no longer has are sent once more, with the same message", async () => {
  const bodies: { id: string; files: string[] }[] = [];
  const { giving: one } = giving((_, body) => {
    bodies.push(body as (typeof bodies)[number]);
    if (bodies.length === 1)
      throw new Problem(422, "invalid", "gone", [{ field: "files[0]", detail: "over a day old" }]);
    return acknowledged;
  });
  const file = {
    key: "f",
    name: "a.txt",
    type: "",
    bytes: 3,
    content: new Blob(["abc"]),
    id: "of-yesterday",
  };
  await one.give({ ...message, files: [file] }, STOP);
  expect(bodies.map(({ id }) => id)).toEqual(["a", "a"]);
  expect(bodies[0]!.files).toEqual(["of-yesterday"]);
  expect(bodies[1]!.files[0]).toMatch(/^uploaded-/);
});

test("a rating that is refused holds no message up; one that did not arrive is tried again", async () => {
  const rating = { kind: "rating", id: "r", place: 1, score: 5, comment: "" } as const;
  const refusing = giving(() => {
    throw new Problem(409, "takes_none", "too late");
  });
  await refusing.giving.give(rating, STOP);
  const away = giving(() => {
    throw new Problem(503, "down", "later");
  });
  await expect(away.giving.give(rating, STOP)).rejects.toBeInstanceOf(Problem);
});

test("a consent is given under its purpose", async () => {
  const ask = vi.fn();
  await giving(ask).giving.give({ kind: "consent", id: "c", place: 1, purpose: "a b", given: false }, STOP);
  expect(ask).toHaveBeenCalledWith("/consents/a%20b", { given: false });
});
