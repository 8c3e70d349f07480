import { expect, test } from "vitest";
import { type OnDuty, shiftsAt, teamsToday, worksOf } from "../../source/shift/duty";

const at = (hour: number) => Date.parse("2026-03-02T00:00:00Z") + hour * 3_600_000;
const iso = (hour: number) => new Date(at(hour)).toISOString();
const shift = (agent: string, start: number, end: number) => ({
  agent,
  languages: ["en"],
  start: iso(start),
  end: iso(end),
});

const DUTY: OnDuty = {
  at: iso(10),
  regions: { eu: "Europe" },
  now: [
    { team: "eu-care", region: "eu", agents: [{ id: "ana", languages: ["pt", "en"] }], until: iso(18) },
    { team: "eu-lead", region: "eu", agents: [], until: null },
  ],
  next: [{ team: "eu-care", region: "eu", agents: [{ id: "bob", languages: ["en"] }], at: iso(18) }],
  week: [
    {
      team: "eu-care",
      region: "eu",
      shifts: [shift("ana", 9, 13), shift("bob", 18, 24), shift("ana", 33, 42)],
      gaps: [],
      unstaffed: [],
    },
    { team: "eu-lead", region: "eu", shifts: [shift("ana", 13, 18)], gaps: [], unstaffed: [] },
  ],
};

test("one's teams come in their order, with who is on and who comes then", () => {
  const [care, lead] = teamsToday(DUTY, ["eu-care", "eu-lead", "unknown"]);
  expect([care?.region, care?.on[0]?.id, care?.until]).toEqual(["Europe", "ana", at(18)]);
  expect([care?.next[0]?.id, care?.from]).toEqual(["bob", at(18)]);
  expect([lead?.on, lead?.from]).toEqual([[], null]);
});

test("shifts that touch, in whatever team, are one", () => {
  expect(worksOf(DUTY, "ana")).toEqual([
    { start: at(9), end: at(18) },
    { start: at(33), end: at(42) },
  ]);
});

test("a shift is over at its last instant, and the next one begins then", () => {
  const works = worksOf(DUTY, "ana");
  expect(shiftsAt(works, at(17)).now?.end).toBe(at(18));
  expect(shiftsAt(works, at(18))).toEqual({ now: null, next: { start: at(33), end: at(42) } });
  expect(shiftsAt(works, at(50))).toEqual({ now: null, next: null });
});
