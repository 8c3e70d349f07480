import { afterEach, beforeEach, expect, test } from "vitest";
import { travelBy } from "../../source/api/client";
import { isGone, PersonStore, personOf } from "../../source/person/known";
import { type Me, me } from "../../source/session";

const SAMPLE = { id: "c-1", tickets: [], identities: [], links: [] };

function answered(body: unknown, status = 200): Response {
  return new Response(JSON.stringify(body), { status });
}

beforeEach(() => {
  me.value = { key_id: "k-1" } as Me;
});
afterEach(() => {
  travelBy();
  me.value = null;
});

test("a person who was erased leaves nothing on the page", async () => {
  const store = new PersonStore("c-1");
  travelBy(async () => answered(SAMPLE));
  await store.load();
  expect(store.person.value?.id).toBe("c-1");
  travelBy(async () => answered({ code: "person_erased", detail: "…" }, 410));
  await store.load();
  expect(store.person.value).toBeNull();
  expect(isGone(store.error.value)).toBe(true);
});

test("where nobody answers, what was there stays and says so", async () => {
  const store = new PersonStore("c-1");
  travelBy(async () => answered(SAMPLE));
  await store.load();
  travelBy(async () => {
    throw new TypeError("no network");
  });
  await store.load();
  expect(store.person.value?.id).toBe("c-1");
  expect(isGone(store.error.value)).toBe(false);
  expect(store.error.value).not.toBeNull();
});

test("an answer that was overtaken is dropped", async () => {
  const store = new PersonStore("c-1");
  const waiting: ((answer: Response) => void)[] = [];
  travelBy(() => new Promise((resolve) => waiting.push(resolve)));
  const first = store.load();
  const second = store.load();
  await expect.poll(() => waiting.length).toBe(2);
  waiting[1]?.(answered({ ...SAMPLE, region: "new" }));
  await second;
  waiting[0]?.(answered({ ...SAMPLE, region: "old" }));
  await first;
  expect(store.person.value?.region).toBe("new");
});

test("somebody who comes back finds the person there at once, and another key does not", () => {
  const store = personOf("c-1");
  expect(personOf("c-1")).toBe(store);
  me.value = { key_id: "k-2" } as Me;
  expect(personOf("c-1")).not.toBe(store);
});
