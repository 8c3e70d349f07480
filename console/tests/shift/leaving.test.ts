import { expect, test } from "vitest";
import {
  dueOf,
  horizon,
  type Listed,
  leaving,
  type NextMove,
  type NextMoves,
  needed,
} from "../../source/shift/leaving";

const at = (hour: number) => Date.parse("2026-03-02T00:00:00Z") + hour * 3_600_000;
const iso = (hour: number) => new Date(at(hour)).toISOString();

function ticket(id: string, due: number | null, state = "running"): Listed {
  const clocks = due === null ? [] : [{ state, due_at: iso(due) }];
  return { id, clocks } as unknown as Listed;
}

function moves(...those: [string, number][]): NextMoves {
  const items = those.map(([move, hour]) => ({ move, at: iso(hour) }) as NextMove);
  return { items, staffing_known_until: null, ends: "nothing_more" };
}

test("what runs out before the end needs one, what is due first first", () => {
  const tickets = [ticket("late", 19), ticket("second", 17), ticket("first", 12), ticket("none", null)];
  expect(needed(tickets, at(18)).map(({ id }) => id)).toEqual(["first", "second"]);
});

test("a clock that stands still or was missed is not due", () => {
  expect(dueOf(ticket("paused", 12, "paused"))).toBeNull();
  expect(needed([ticket("met", 12, "met")], at(18))).toEqual([]);
});

test("tickets that go to others around the end are handed over, the soonest first", () => {
  const tickets = ["stays", "goes", "tomorrow", "sooner"].map((id) => ticket(id, null));
  const next = new Map([
    ["stays", moves(["ticket_escalated", 17])],
    ["goes", moves(["ticket_escalated", 12], ["ticket_handed_over", 18])],
    ["tomorrow", moves(["ticket_handed_over", 30])],
    ["sooner", moves(["ticket_handed_over", 13])],
  ]);
  expect(leaving(tickets, next, at(18)).map((one) => one.ticket.id)).toEqual(["sooner", "goes"]);
});

test("what is not looked at yet is not said to leave", () => {
  expect(leaving([ticket("one", null)], new Map(), at(18))).toEqual([]);
});

test("who is on no shift looks a day ahead", () => {
  expect(horizon(null, at(0))).toBe(at(24));
  expect(horizon(at(18), at(0))).toBe(at(18));
});
