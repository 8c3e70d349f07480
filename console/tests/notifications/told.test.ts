import { afterEach, beforeEach, expect, test } from "vitest";
import { travelBy } from "../../source/api/client";
import { loadTold, see, told, trouble, unseen } from "../../source/notifications/told";
import { type Me, me } from "../../source/session";

const ONE = { id: "n-1", seen_at: null };
const TWO = { id: "n-2", seen_at: "2026-03-02T10:00:00Z" };
const asked: string[] = [];
let refuses = false;

beforeEach(async () => {
  asked.length = 0;
  refuses = false;
  travelBy(async ({ url, method }) => {
    asked.push(`${method} ${new URL(url).pathname}`);
    if (method === "GET") return new Response(JSON.stringify({ items: [ONE, TWO], next: null, missing: [] }));
    if (refuses) return new Response(JSON.stringify({ code: "no", detail: "No." }), { status: 404 });
    return new Response(JSON.stringify({ ...ONE, seen_at: "2026-03-02T11:00:00Z" }));
  });
  me.value = { key_id: "k", agent: "ana" } as Me;
  await loadTold();
  asked.length = 0;
});
afterEach(() => {
  travelBy();
  me.value = null;
  told.value = null;
  trouble.value = null;
});

test("what was not seen is counted, and what was is not asked again", async () => {
  expect(unseen(told.value)).toBe(1);
  await see(told.value ?? []);
  expect(unseen(told.value)).toBe(0);
  expect(asked).toEqual(["POST /v1/notifications/n-1/seen"]);
});

test("what the desk did not take is not seen after all", async () => {
  refuses = true;
  await see(told.value ?? []);
  expect(unseen(told.value)).toBe(1);
  expect(trouble.value).not.toBeNull();
});

test("a key that names no agent asks for nothing", async () => {
  me.value = { key_id: "k", agent: null } as Me;
  await loadTold();
  expect(asked).toEqual([]);
  expect(told.value).toBeNull();
});
