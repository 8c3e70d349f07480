import { describe, expect, test } from "vitest";
import { dayAround, linesOf, nextOn, onAt, union, without } from "../../source/strip/day";

const HOUR = 3_600_000;
const at = (written: string) => Date.parse(written);

describe("the reader's day", () => {
  test.each([
    ["Europe/Lisbon", "2026-11-23T13:05:09.250Z", "2026-11-23T00:00Z", 24],
    ["Asia/Kathmandu", "2026-11-23T20:00Z", "2026-11-23T18:15Z", 24],
    ["Europe/Madrid", "2026-03-29T12:00Z", "2026-03-28T23:00Z", 23], // clocks go forward
    ["Europe/Madrid", "2026-10-25T20:00Z", "2026-10-24T22:00Z", 25], // and back
    ["America/New_York", "2026-11-01T12:00Z", "2026-11-01T04:00Z", 25],
    ["Pacific/Apia", "2026-11-23T09:59:59Z", "2026-11-22T11:00Z", 24],
  ])("in %s around %s begins at its midnight", (zone, instant, midnight, hours) => {
    const day = dayAround(at(instant), zone);
    expect(new Date(day.from).toISOString()).toBe(new Date(at(midnight)).toISOString());
    expect((day.until - day.from) / HOUR).toBe(hours);
  });
});

describe("the lines", () => {
  const shift = (agent: string, start: string, end: string) => ({ agent, languages: ["en"], start, end });
  const gap = (start: string, end: string) => ({ start, end });
  const duty = {
    at: "2026-11-23T00:00:00Z",
    regions: { na: "America", eu: "Europe" },
    now: [],
    next: [],
    week: [
      {
        team: "eu-care",
        region: "eu",
        shifts: [
          shift("ana", "2026-11-23T08:00:00Z", "2026-11-23T12:00:00Z"),
          shift("ana", "2026-11-23T12:00:00Z", "2026-11-23T14:00:00Z"),
        ],
        gaps: [],
        unstaffed: [gap("2026-11-23T14:00:00Z", "2026-11-23T17:00:00Z")],
      },
      {
        team: "eu-lead",
        region: "eu",
        shifts: [shift("bob", "2026-11-23T16:00:00Z", "2026-11-23T18:00:00Z")],
        gaps: [],
        unstaffed: [],
      },
    ],
  };

  test("are one for each region, with its shifts as one stretch each", () => {
    const [eu, na] = linesOf(duty);
    expect([eu!.title, na!.title]).toEqual(["Europe", "America"]);
    expect(eu!.shifts.map(({ agent, from, until }) => [agent, (until - from) / HOUR])).toEqual([
      ["ana", 6],
      ["bob", 2],
    ]);
    expect(na!.shifts).toEqual([]);
  });

  test("say where somebody should be and nobody of the region is", () => {
    const [eu] = linesOf(duty);
    expect(eu!.missing).toEqual([{ from: at("2026-11-23T14:00Z"), until: at("2026-11-23T16:00Z") }]);
  });

  test("know who is on at an instant, and who is next", () => {
    const eu = linesOf(duty)[0]!;
    expect(onAt(eu, at("2026-11-23T14:00Z"))).toEqual([]); // half-open: over at its end
    expect(onAt(eu, at("2026-11-23T08:00Z")).map(({ agent }) => agent)).toEqual(["ana"]);
    expect(nextOn(eu, at("2026-11-23T14:00Z"))).toBe(at("2026-11-23T16:00Z"));
    expect(nextOn(eu, at("2026-11-23T17:00Z"))).toBeNull();
  });
});

test("stretches join where they touch, and what is taken away is gone", () => {
  expect(
    union([
      { from: 5, until: 7 },
      { from: 1, until: 3 },
      { from: 3, until: 4 },
    ]),
  ).toEqual([
    { from: 1, until: 4 },
    { from: 5, until: 7 },
  ]);
  expect(
    without(
      [{ from: 0, until: 10 }],
      [
        { from: 2, until: 3 },
        { from: 9, until: 12 },
      ],
    ),
  ).toEqual([
    { from: 0, until: 2 },
    { from: 3, until: 9 },
  ]);
});
