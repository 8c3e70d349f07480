import { expect, test } from "vitest";
import { Feed } from "../../source/inbox/feed";
import { Picking } from "../../source/inbox/picking";
import { Desk, event, ticket } from "./samples";

async function picking(...numbers: number[]) {
  const desk = new Desk(numbers.map((number) => ticket(number)));
  const feed = new Feed({}, desk.fetching);
  const picked = new Picking(feed);
  await feed.load();
  return { desk, feed, picked };
}

test("a list is one stop for Tab: its first row, until somebody moved", async () => {
  const { picked } = await picking(1, 2, 3);
  expect(picked.place.value).toBe(0);
  picked.move(1);
  expect(picked.ticket).toBe(ticket(3).id);
  picked.move(1);
  expect(picked.ticket).toBe(ticket(2).id);
  expect(picked.wanted.value).toBe(ticket(2).id);
});

test("nobody moves beyond the ends", async () => {
  const { picked } = await picking(1, 2, 3);
  picked.move(1);
  picked.move(-1);
  expect(picked.place.value).toBe(0);
  picked.move(Number.POSITIVE_INFINITY);
  expect(picked.place.value).toBe(2);
  picked.move(9);
  expect(picked.place.value).toBe(2);
  picked.move(Number.NEGATIVE_INFINITY);
  expect(picked.place.value).toBe(0);
});

test("whoever is at a ticket stays at it when others come", async () => {
  const { desk, feed, picked } = await picking(1, 2);
  picked.pick(ticket(1).id);
  expect(picked.place.value).toBe(1);
  desk.tickets.push(ticket(3));
  feed.heard(event(ticket(3)));
  await feed.settle();
  expect(picked.place.value).toBe(1);
  await feed.load();
  expect(picked.ticket).toBe(ticket(1).id);
  expect(picked.place.value).toBe(2);
});

test("in an empty list there is nothing to be at", async () => {
  const { picked } = await picking();
  picked.move(1);
  expect(picked.ticket).toBeNull();
});
