import { afterEach, beforeEach, expect, test } from "vitest";
import { travelBy } from "../../../source/api/client";
import { me } from "../../../source/session";
import { draftOf, forgetDrafts } from "../../../source/ticket/answer/drafts";
import { flush, outbox, refusals, send, takeBack, type Waiting } from "../../../source/ticket/answer/outbox";

const ANSWERS: (() => Response)[] = [];
let asked: { method: string; path: string; key: string | null; ifMatch: string | null; body: string }[] = [];

beforeEach(() => {
  me.value = {
    key_id: "key-1",
    role: "agent",
    agent: "sam",
    regions: [],
    teams: [],
    languages: [],
    settings: {},
  } as never;
  travelBy(async (request) => {
    const { pathname: path } = new URL(request.url);
    const headers = request.headers;
    const [key, ifMatch] = [headers.get("Idempotency-Key"), headers.get("If-Match")];
    asked.push({ method: request.method, path, key, ifMatch, body: await request.text() });
    const answer = ANSWERS.shift();
    if (!answer) throw new TypeError("nobody answers");
    return answer();
  });
});

afterEach(() => {
  asked = [];
  ANSWERS.length = 0;
  outbox.value = [];
  refusals.value = [];
  localStorage.clear();
  forgetDrafts();
  travelBy();
});

const json = (status: number, body: object) => () =>
  new Response(JSON.stringify(body), { status, headers: { "Content-Type": "application/json" } });

function words(change: Partial<Waiting> = {}): Waiting {
  return {
    key: "draft-1",
    who: "key-1",
    ticket: "eu-1",
    note: false,
    body: { text: "Your parcel left." },
    seen: { place: 4, version: 4 },
    tried: 0,
    at: "2026-03-02T10:00:00Z",
    ...change,
  };
}

test("a lost answer is asked for again under the same key, and the words never go twice", async () => {
  await send(words());
  expect(outbox.value[0]).toMatchObject({ key: "draft-1", tried: 1 });
  ANSWERS.push(json(200, { id: "eu-1" }));
  await flush();
  expect(outbox.value).toEqual([]);
  expect(asked.map(({ key }) => key)).toEqual(["draft-1", "draft-1"]);
  expect(new Set(asked.map(({ body }) => body)).size).toBe(1);
});

test("what may have left cannot be taken back; what has not can", async () => {
  await send(words());
  expect(takeBack("draft-1")).toBe(false);
  outbox.value = [words({ key: "draft-2" })];
  expect(takeBack("draft-2")).toBe(true);
  expect(outbox.value).toEqual([]);
});

test("what waits outlives the page", async () => {
  await send(words());
  expect(JSON.parse(localStorage.getItem("meridian.outbox.draft-1")!)).toMatchObject({ key: "draft-1" });
});

test("an expired key keeps them until somebody signs in again", async () => {
  ANSWERS.push(json(401, { code: "unknown_key" }));
  await send(words());
  expect(outbox.value).toHaveLength(1);
  ANSWERS.push(json(200, { id: "eu-1" }));
  await flush();
  expect(outbox.value).toEqual([]);
});

test("nobody sends another's words", async () => {
  await send(words({ who: "key-2" }));
  expect(asked).toEqual([]);
  expect(outbox.value).toHaveLength(1);
});

test("what only the desk's own errands made stale goes as it is", async () => {
  ANSWERS.push(json(412, { code: "stale" }));
  ANSWERS.push(
    json(200, { items: [{ sequence: 5, kind: "message_translated", by: { kind: "system", id: "desk" } }] }),
  );
  ANSWERS.push(json(200, { id: "eu-1" }));
  await send(words());
  expect(outbox.value).toEqual([]);
  expect(refusals.value).toEqual([]);
  expect(asked.map(({ ifMatch }) => ifMatch)).toEqual(['W/"4"', null, null]);
});

test("what somebody did meanwhile is shown, and the words are back in the draft", async () => {
  ANSWERS.push(json(412, { code: "stale", detail: "The ticket has changed." }));
  ANSWERS.push(
    json(200, { items: [{ sequence: 5, kind: "ticket_claimed", by: { kind: "agent", id: "ana" } }] }),
  );
  await send(words());
  expect(outbox.value).toEqual([]);
  expect(refusals.value[0]).toMatchObject({
    error: { code: "stale" },
    changes: [{ kind: "ticket_claimed" }],
  });
  expect(draftOf("key-1", "eu-1").value.text).toBe("Your parcel left.");
  forgetDrafts();
  expect(draftOf("key-1", "eu-1").value.text).toBe("Your parcel left.");
});

test("a closed ticket takes nothing, and the words are back in the draft", async () => {
  ANSWERS.push(json(409, { code: "ticket_closed", detail: "The ticket is closed." }));
  ANSWERS.push(json(200, { items: [] }));
  await send(words());
  expect(refusals.value[0]?.error.code).toBe("ticket_closed");
  expect(draftOf("key-1", "eu-1").value.text).toBe("Your parcel left.");
});

test("a note goes to the notes, whatever has changed", async () => {
  ANSWERS.push(json(200, { id: "eu-1" }));
  await send(words({ note: true, seen: null }));
  expect(asked[0]).toMatchObject({ path: "/v1/tickets/eu-1/notes", ifMatch: null });
});
