import { expect, test, vi } from "vitest";
import { Problem } from "../../source/api/problem";
import { Feed } from "../../source/inbox/feed";
import { PATIENCE } from "../patience";
import { at, Desk, event, ticket } from "./samples";

const MANY = Array.from({ length: 130 }, (_, number) => ticket(number));

async function begun(desk: Desk): Promise<Feed> {
  const feed = new Feed({}, desk.fetching);
  await feed.load();
  return feed;
}

test("a list is read page by page to its end, each ticket once", async () => {
  const feed = await begun(new Desk(MANY));
  expect(feed.length.value).toBe(50);
  expect(feed.complete.value).toBe(false);
  await feed.more();
  expect(feed.complete.value).toBe(true);
  await feed.more();
  expect(feed.order).toEqual(MANY.map(({ id }) => id).reverse());
});

test("what changes is changed where it stands", async () => {
  const desk = new Desk([ticket(1), ticket(2), ticket(3)]);
  const feed = await begun(desk);
  const changed = ticket(1, { updated_at: at(99), excerpt: "Hello?", version: 4 });
  desk.tickets = [changed, ticket(2), ticket(3)];
  feed.heard(event(changed));
  await feed.settle();
  expect(feed.order).toEqual([ticket(3).id, ticket(2).id, ticket(1).id]);
  expect(feed.row(changed.id)?.value.ticket.excerpt).toBe("Hello?");
  expect(feed.fresh.value).toEqual([]);
});

test("what is new is announced, and stands there once somebody wants it", async () => {
  const desk = new Desk([ticket(1)]);
  const feed = await begun(desk);
  desk.tickets = [ticket(1), ticket(2), ticket(3)];
  feed.heard(event(ticket(2)));
  feed.heard(event(ticket(3)));
  feed.heard(event(ticket(3)));
  await feed.settle();
  expect(feed.order).toEqual([ticket(1).id]);
  expect(feed.fresh.value).toHaveLength(2);
  await feed.load();
  expect(feed.order).toEqual([ticket(3).id, ticket(2).id, ticket(1).id]);
  expect(feed.fresh.value).toEqual([]);
});

test("what belongs to another list is not announced, and no more once it belongs elsewhere", async () => {
  const desk = new Desk([ticket(1)], (one) => one.team === "eu-care");
  const feed = await begun(desk);
  const other = ticket(2, { team: "na-care" });
  desk.tickets.push(other);
  feed.heard(event(other));
  await feed.settle();
  expect(feed.fresh.value).toEqual([]);
  desk.tickets = [ticket(1), ticket(2)];
  feed.heard(event(ticket(2)));
  await feed.settle();
  expect(feed.fresh.value).toEqual([other.id]);
  desk.tickets = [ticket(1), other];
  feed.heard(event(other));
  await feed.settle();
  expect(feed.fresh.value).toEqual([]);
});

test("what would stand further down than was looked at is not announced", async () => {
  const desk = new Desk(MANY);
  const feed = await begun(desk);
  const old = ticket(3);
  feed.heard(event(old));
  await feed.settle();
  expect(feed.fresh.value).toEqual([]);
  desk.tickets = [...MANY.filter(({ id }) => id !== old.id), ticket(3, { updated_at: at(999) })];
  feed.heard(event(old));
  await feed.settle();
  expect(feed.fresh.value).toEqual([old.id]);
});

test.each([
  ["solved", "ticket_solved", "solved"],
  ["closed", "ticket_closed", "closed"],
  ["closed", "ticket_merged", "merged"],
  ["open", "ticket_handed_over", "moved"],
] as const)("a ticket that went stays and says why: %s by %s", async (status, kind, why) => {
  const desk = new Desk([ticket(1), ticket(2)]);
  const feed = await begun(desk);
  desk.tickets = [ticket(2)];
  feed.heard(event(ticket(1), { status, kind }));
  await feed.settle();
  expect(feed.order).toHaveLength(2);
  expect(feed.row(ticket(1).id)?.value.gone).toBe(why);
  desk.tickets = [ticket(1), ticket(2)];
  feed.heard(event(ticket(1)));
  await feed.settle();
  expect(feed.row(ticket(1).id)?.value.gone).toBeNull();
});

test("a bunch of events is asked about once", async () => {
  vi.useFakeTimers();
  const desk = new Desk(MANY);
  const feed = await begun(desk);
  for (const one of MANY.slice(0, 90)) feed.heard(event(one));
  await vi.advanceTimersByTimeAsync(500);
  expect(desk.asked).toHaveLength(2);
  expect(desk.asked[1]?.id).toHaveLength(90);
  vi.useRealTimers();
});

test("an empty list fills by itself: nothing is there that could jump", async () => {
  const desk = new Desk([]);
  const feed = await begun(desk);
  desk.tickets = [ticket(1)];
  feed.heard(event(ticket(1)));
  await feed.settle();
  await vi.waitFor(() => expect(feed.order).toEqual([ticket(1).id]), PATIENCE);
});

test("where the desk does not answer, the list is as it was, and the next answer mends it", async () => {
  const desk = new Desk([ticket(1)]);
  let down = false;
  const feed = new Feed({}, (query) => {
    if (down) throw new Problem(503, "database_away", "Try again shortly.");
    return desk.fetching(query);
  });
  await feed.load();
  down = true;
  await feed.load();
  expect(feed.error.value?.message).toBe("database_away");
  expect(feed.order).toEqual([ticket(1).id]);
  down = false;
  await feed.load();
  expect(feed.error.value).toBeNull();
});

test("an answer that was overtaken is dropped", async () => {
  const desk = new Desk([ticket(1)]);
  let answer: (() => void) | null = null;
  const held = new Promise<void>((resolve) => {
    answer = resolve;
  });
  let first = true;
  const feed = new Feed({}, async (query) => {
    const page = await desk.fetching(query);
    if (first) {
      first = false;
      await held;
    }
    return page;
  });
  const slow = feed.load();
  desk.tickets = [ticket(2)];
  await feed.load();
  answer!();
  await slow;
  expect(feed.order).toEqual([ticket(2).id]);
});

test("a hundred thousand tickets are kept, and each page costs the same", async () => {
  const everything = Array.from({ length: 100_000 }, (_, number) => ticket(number));
  const feed = new Feed({}, async (query) => {
    const from = Number(query.cursor ?? 0);
    const until = from + (query.limit ?? 50);
    return {
      items: everything.slice(from, until),
      next: until < 100_000 ? String(until) : null,
      missing: [],
    };
  });
  await feed.load();
  while (!feed.complete.value) await feed.more();
  expect(feed.length.value).toBe(100_000);
  expect(feed.at(99_999)?.value.ticket.id).toBe(everything[99_999]?.id);
});
