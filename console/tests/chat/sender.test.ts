import { expect, test, vi } from "vitest";
import { Away, Problem } from "../../source/api/problem";
import { Memory } from "../../source/chat/queue/memory";
import { DeviceQueue } from "../../source/chat/queue/queue";
import { type Give, Sender } from "../../source/chat/queue/sender";
import type { Waiting } from "../../source/chat/queue/waiting";
import { PATIENCE } from "../patience";

const NOW = () => 0;

async function queued(...texts: string[]): Promise<DeviceQueue> {
  const queue = new DeviceQueue("a", [new Memory()]);
  for (const text of texts) await queue.add({ kind: "message", id: text, text, files: [] });
  return queue;
}

/** Runs a sender over what the desk does, and answers what the desk was given. */
async function given(
  queue: DeviceQueue,
  desk: Give,
  done: () => boolean,
  waits: (attempt: number) => number = NOW,
): Promise<string[]> {
  const seen: string[] = [];
  const stop = new AbortController();
  const give: Give = async (one, signal) => {
    seen.push(one.id);
    await desk(one, signal);
  };
  const running = new Sender(queue, give, { waits }).run(stop.signal);
  await vi.waitUntil(done, PATIENCE);
  stop.abort();
  await running;
  return seen;
}

test("messages leave one by one, in order, and only what is acknowledged is forgotten", async () => {
  const queue = await queued("one", "two", "three");
  const left: number[] = [];
  let open = 0;
  const desk = async () => {
    open += 1;
    expect(open).toBe(1);
    left.push((await queue.all()).length); // still kept while it is under way
    open -= 1;
  };
  expect(await given(queue, desk, () => left.length === 3)).toEqual(["one", "two", "three"]);
  expect(left).toEqual([3, 2, 1]);
  expect(await queue.all()).toEqual([]);
});

test("it tries for ever, ever longer apart, and nothing overtakes what waits", async () => {
  const queue = await queued("one", "two");
  const attempts: number[] = [];
  const taken: string[] = [];
  const desk = async ({ id }: Waiting) => {
    if (attempts.length < 500) throw attempts.length % 2 ? new Away() : new Problem(503, "down", "later");
    taken.push(id);
  };
  const waits = (attempt: number) => {
    attempts.push(attempt);
    return 0;
  };
  const seen = await given(queue, desk, () => taken.length === 2, waits);
  expect(seen.indexOf("two")).toBe(500 + 1);
  expect(attempts).toEqual(Array.from({ length: 500 }, (_, at) => at + 1));
});

test("a desk that says when to come again is not asked before", async () => {
  const queue = await queued("one");
  let asked = 0;
  const desk = async () => {
    asked += 1;
    throw new Problem(429, "too_many", "slower", [], 3_600);
  };
  await given(queue, desk, () => asked === 1);
  expect(asked).toBe(1);
  expect(await queue.all()).toHaveLength(1);
});

test("what the desk never takes stays with its reason, and holds nothing up", async () => {
  const queue = await queued("too long", "fine");
  const taken: string[] = [];
  const desk = async ({ id }: Waiting) => {
    if (id === "too long")
      throw new Problem(422, "invalid", "no", [{ field: "text", detail: "shorter, please" }]);
    taken.push(id);
  };
  await given(queue, desk, () => taken.length === 1);
  expect(await queue.all()).toMatchObject([{ id: "too long", refused: "shorter, please" }]);
});

test("what was said while it slept, and a network that comes back, wake it", async () => {
  const queue = await queued("one");
  let away = true;
  let asked = 0;
  const sender = new Sender(
    queue,
    async () => {
      asked += 1;
      if (away) throw new Away();
    },
    { waits: () => 3_600_000 },
  );
  const stop = new AbortController();
  const running = sender.run(stop.signal);
  await vi.waitUntil(() => asked === 1, PATIENCE);
  await queue.add({ kind: "message", id: "two", text: "two", files: [] });
  sender.nudge();
  await vi.waitUntil(() => asked === 2, PATIENCE);
  away = false;
  await vi.waitUntil(async () => {
    dispatchEvent(new Event("online"));
    return (await queue.all()).length === 0;
  }, PATIENCE);
  stop.abort();
  await running;
});

test("what the desk has is not sent again where the device cannot forget it", async () => {
  const memory = new Memory();
  memory.remove = () => Promise.reject(new DOMException("gone", "InvalidStateError"));
  const queue = new DeviceQueue("a", [memory]);
  for (const id of ["one", "two"]) await queue.add({ kind: "message", id, text: id, files: [] });
  const taken: string[] = [];
  const seen = await given(
    queue,
    async ({ id }) => void taken.push(id),
    () => taken.length === 2,
  );
  expect(seen).toEqual(["one", "two"]);
});

test("a fault of ours loses nothing", async () => {
  const said = vi.spyOn(console, "error").mockImplementation(() => {});
  const queue = await queued("one");
  let asked = 0;
  const desk = async () => {
    asked += 1;
    if (asked < 3) throw new RangeError("ours");
  };
  await given(queue, desk, () => asked === 3);
  expect(said).toHaveBeenCalledTimes(2);
  said.mockRestore();
});
