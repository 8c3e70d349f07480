import { expect, test } from "vitest";
import { lookOf, pressing, shareLeft } from "../../source/inbox/clocks";
import { isBefore } from "../../source/inbox/order";
import { at, clock, NOON, ticket } from "./samples";

test("what runs out first presses most; else what was missed, waits, or was kept", () => {
  const [met, paused, breached] = [clock("met", null), clock("paused", null), clock("breached", at(-5))];
  const [late, soon] = [clock("running", at(90)), clock("running", at(20))];
  expect(pressing([met, paused, breached, late, soon])).toBe(soon);
  expect(pressing([met, paused, breached])).toBe(breached);
  expect(pressing([met, paused])).toBe(paused);
  expect(pressing([met])).toBe(met);
  expect(pressing([])).toBeNull();
});

test("a clock warns before its end, and is missed from its end on", () => {
  expect(lookOf(clock("running", at(20)), NOON)).toBe("running");
  expect(lookOf(clock("running", at(14)), NOON)).toBe("warned");
  expect(lookOf(clock("running", at(60), { warned: true }), NOON)).toBe("warned");
  expect(lookOf(clock("running", at(-1)), NOON)).toBe("breached");
  expect(lookOf(clock("paused", at(-1)), NOON)).toBe("paused");
});

test("the bar empties from when the promise was made until it is due", () => {
  const solve = clock("running", at(60));
  const one = ticket(0, { opened_at: at(0), last_message_at: at(30) });
  expect(shareLeft(solve, one, NOON)).toBe(1);
  expect(shareLeft(solve, one, NOON + 15 * 60_000)).toBe(0.75);
  expect(shareLeft(solve, one, NOON + 90 * 60_000)).toBe(0);
  const next = clock("running", at(60), { target: "next_reply" });
  expect(shareLeft(next, one, NOON + 45 * 60_000)).toBe(0.5);
  expect(shareLeft(clock("paused", null), one, NOON)).toBeNull();
});

test("tickets stand as the API orders them", () => {
  const [one, two] = [ticket(1, { opened_at: at(9) }), ticket(2, { opened_at: at(8) })];
  expect(isBefore({}, two, one)).toBe(true);
  expect(isBefore({ direction: "asc" }, one, two)).toBe(true);
  expect(isBefore({ sort: "opened" }, one, two)).toBe(true);
  const soon = ticket(3, { clocks: [clock("running", at(1)), clock("running", at(80))] });
  const late = ticket(4, { clocks: [clock("running", at(50)), clock("met", null)] });
  expect(isBefore({ sort: "due" }, soon, late)).toBe(true);
  expect(isBefore({ search: "x" }, two, one)).toBe(true);
});
