import { afterEach, expect, test } from "vitest";
import { travelBy } from "../../source/api/client";
import { claim, refusedClaim } from "../../source/inbox/claiming";
import { Feed } from "../../source/inbox/feed";
import { collision, othersAt, present } from "../../source/inbox/here";
import type { Present } from "../../source/inbox/types";
import { presenceWords } from "../../source/inbox/words";
import { type Me, me } from "../../source/session";
import { Desk, ticket } from "./samples";

me.value = { agent: "ana", role: "agent", teams: [], regions: [], languages: ["en"] } as unknown as Me;

afterEach(() => {
  travelBy();
  refusedClaim.value = null;
});

async function listed(...of: Parameters<typeof ticket>) {
  const one = ticket(...of);
  const desk = new Desk([one]);
  const feed = new Feed({}, desk.fetching);
  await feed.load();
  return { desk, feed, id: one.id };
}

function answering(status: number, body: object, meanwhile: () => void = () => {}) {
  const asked: Request[] = [];
  travelBy(async (request) => {
    asked.push(request);
    meanwhile();
    return new Response(JSON.stringify(body), { status });
  });
  return asked;
}

test("a claim stands in the list before the desk has answered", async () => {
  const { desk, feed, id } = await listed(1, { status: "new" });
  let shown: string | null = null;
  const asked = answering(200, {}, () => {
    shown = feed.row(id)!.value.ticket.assignee;
    desk.tickets = [ticket(1, { assignee: "ana" })];
  });
  expect(await claim(feed, id)).toBe(true);
  expect(shown).toBe("ana");
  expect(asked[0]?.headers.get("Idempotency-Key")).toBeTruthy();
  expect(feed.row(id)?.value.ticket).toMatchObject({ assignee: "ana", status: "open" });
});

test("a claim that was refused shows who has it in truth, and why it was", async () => {
  const { desk, feed, id } = await listed(1);
  answering(409, { code: "claimed_already", detail: "Ben has it." }, () => {
    desk.tickets = [ticket(1, { assignee: "ben" })];
  });
  expect(await claim(feed, id)).toBe(false);
  expect(feed.row(id)?.value.ticket.assignee).toBe("ben");
  expect(refusedClaim.value).toMatchObject({ ticketId: id });
});

test("where nobody answers, the ticket is as it was", async () => {
  const { desk, feed, id } = await listed(1, { status: "new" });
  travelBy(() => Promise.reject(new TypeError("away")));
  desk.isAway = true;
  expect(await claim(feed, id)).toBe(false);
  expect(feed.row(id)?.value.ticket).toMatchObject({ assignee: null, status: "new" });
});

test("nobody claims what is theirs", async () => {
  const { feed, id } = await listed(1, { assignee: "ana" });
  const asked = answering(200, {});
  expect(await claim(feed, id)).toBe(false);
  expect(asked).toEqual([]);
});

function there(...who: [string, Present["doing"]][]): Present[] {
  const until = new Date(Date.now() + 45_000).toISOString();
  return who.map(([name, doing]) => ({ who: name, doing, since: until, until }) as Present);
}

test("who else is at a ticket is said, writers first, and oneself is left out", () => {
  present.value = new Map([["eu-1", there(["ana", "reading"], ["ben", "reading"])]]);
  expect(presenceWords(othersAt("eu-1", "ana"))).toBe("ben is reading");
  present.value = new Map([["eu-1", there(["ben", "reading"], ["cleo", "writing"])]]);
  expect(presenceWords(othersAt("eu-1", "ana"))).toBe("cleo is writing");
  expect(presenceWords(othersAt("eu-2", "ana"))).toBeNull();
});

test("presence runs out by itself", () => {
  const gone = there(["ben", "reading"]).map((one) => ({ ...one, until: "2020-01-01T00:00:00Z" }));
  present.value = new Map([["eu-1", gone]]);
  expect(othersAt("eu-1", "ana")).toEqual([]);
});

test("two who write at once are told, and nobody who only reads", () => {
  present.value = new Map([["eu-1", there(["ana", "writing"], ["ben", "writing"], ["customer", "writing"])]]);
  expect(collision("eu-1", "ana")).toEqual(["ben"]);
  present.value = new Map([["eu-1", there(["ana", "reading"], ["ben", "writing"])]]);
  expect(collision("eu-1", "ana")).toEqual([]);
  present.value = new Map([["eu-1", there(["ana", "writing"], ["customer", "writing"])]]);
  expect(collision("eu-1", "ana")).toEqual([]);
});
