import { afterEach, beforeEach, expect, test, vi } from "vitest";
import { Local } from "../../source/chat/queue/local";
import { Memory } from "../../source/chat/queue/memory";
import { DeviceQueue } from "../../source/chat/queue/queue";
import { newId, type Said, type Store } from "../../source/chat/queue/waiting";

const file = { key: "f", name: "a.png", type: "image/png", bytes: 3, content: new Blob(["abc"]), id: null };

function saying(text: string, more: Partial<Extract<Said, { kind: "message" }>> = {}): Said {
  return { kind: "message", id: newId(), text, files: [], ...more };
}

function full(): Store {
  const fail = async () => {
    throw new DOMException("full", "QuotaExceededError");
  };
  return { lasting: true, all: fail, put: fail, remove: fail };
}

async function texts(queue: DeviceQueue): Promise<string[]> {
  return (await queue.all()).map((one) => (one.kind === "message" ? one.text : one.kind));
}

beforeEach(() => localStorage.clear());
afterEach(() => vi.useRealTimers());

test("what was said waits in the order in which it was said, after a reload, too", async () => {
  const before = new DeviceQueue("a", [new Local("a", localStorage), new Memory()]);
  for (const text of ["one", "two", "three"]) expect(await before.add(saying(text))).toBe(true);
  const after = new DeviceQueue("a", [new Local("a", localStorage), new Memory()]);
  expect(await texts(after)).toEqual(["one", "two", "three"]);
});

test("a clock that is set back or forth turns no order around", async () => {
  vi.useFakeTimers({ toFake: ["Date"] });
  const queue = new DeviceQueue("a", [new Memory()]);
  for (const [text, year] of [
    ["one", 2031],
    ["two", 1999],
    ["three", 2026],
  ] as const) {
    vi.setSystemTime(Date.UTC(year, 0, 1));
    await queue.add(saying(text));
  }
  expect(await texts(queue)).toEqual(["one", "two", "three"]);
});

test("a store that is full or forbidden is passed over, and it is said that the page's memory will not last", async () => {
  const queue = new DeviceQueue("a", [full(), new Memory()]);
  expect(await queue.add(saying("kept all the same"))).toBe(false);
  expect(await texts(queue)).toEqual(["kept all the same"]);
});

test("a file that one store cannot hold waits in the next, and is there once when it needs no place any more", async () => {
  const local = new Local("a", localStorage);
  const queue = new DeviceQueue("a", [local, new Memory()]);
  expect(await queue.add(saying("with a file", { files: [file] }))).toBe(false);
  const [waiting] = await queue.all();
  if (waiting?.kind !== "message") throw new Error("a message was said");
  await queue.change({ ...waiting, files: [{ ...file, content: null, id: "desk-1" }] });
  const found = await queue.all();
  expect(found).toHaveLength(1);
  expect(found[0]).toMatchObject({ files: [{ id: "desk-1" }] });
  expect(await local.all()).toHaveLength(1);
});

test("what was removed meanwhile does not come back by a change", async () => {
  const queue = new DeviceQueue("a", [new Memory()]);
  await queue.add(saying("gone"));
  const [one] = await queue.all();
  await queue.remove(one!.id);
  await queue.change({ ...one!, refused: "too late" });
  expect(await queue.all()).toEqual([]);
});

test("the queues of two people on one device are apart", async () => {
  const [anna, ben] = ["anna", "ben"].map((name) => new DeviceQueue(name, [new Local(name, localStorage)]));
  await anna!.add(saying("Anna's"));
  expect(await ben!.all()).toEqual([]);
});

test("rubbish under our name is no message", async () => {
  localStorage.setItem("a/waiting/x", "{broken");
  localStorage.setItem("a/waiting/y", "[1]");
  const queue = new DeviceQueue("a", [new Local("a", localStorage)]);
  expect(await queue.all()).toEqual([]);
});

test("an id needs no secure page", () => {
  vi.stubGlobal("crypto", { getRandomValues: (bytes: Uint8Array) => bytes.fill(7) });
  expect(newId()).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-4[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/);
  vi.unstubAllGlobals();
});
