import { expect, test } from "vitest";
import { beginning, dayAfter, dayAt, isDay } from "../../source/board/days";

test.each([
  ["2026-03-02", "UTC", "2026-03-02T00:00:00.000Z"],
  ["2026-03-29", "Europe/Lisbon", "2026-03-29T00:00:00.000Z"],
  ["2026-03-30", "Europe/Lisbon", "2026-03-29T23:00:00.000Z"],
  ["2026-07-01", "Asia/Kolkata", "2026-06-30T18:30:00.000Z"],
  ["2026-11-02", "America/New_York", "2026-11-02T05:00:00.000Z"],
  ["2026-11-01", "America/New_York", "2026-11-01T04:00:00.000Z"],
])("%s begins in %s at %s", (day, zone, at) => {
  expect(new Date(beginning(day, zone)).toISOString()).toBe(at);
});

test("a day is the one that the zone's calendar has then", () => {
  const at = Date.parse("2026-03-01T23:30:00Z");
  expect(dayAt(at, "UTC")).toBe("2026-03-01");
  expect(dayAt(at, "Asia/Tokyo")).toBe("2026-03-02");
});

test("days are counted over the ends of months", () => {
  expect(dayAfter("2026-02-27", 2)).toBe("2026-03-01");
  expect(dayAfter("2026-03-01", -1)).toBe("2026-02-28");
});

test("what is no day of the calendar is none", () => {
  expect(["2026-02-28", "2026-02-30", "yesterday", "", null].map(isDay)).toEqual([
    true,
    false,
    false,
    false,
    false,
  ]);
});
