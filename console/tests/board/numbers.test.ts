import { expect, test } from "vitest";
import {
  attained,
  duration,
  type Figures,
  isEmpty,
  NOTHING,
  share,
  valueName,
} from "../../source/board/numbers";
import { marks, spread } from "../../source/board/plotting";

const EMPTY: Figures = {
  opened: 0,
  solved: 0,
  closed: 0,
  merged: 0,
  backlog: 0,
  first_replies: 0,
  first_reply_seconds: { p50: null, p90: null },
  solve_seconds: { p50: null, p90: null },
  solve_rate: null,
  targets: {
    first_reply: { met: 0, breached: 0 },
    next_reply: { met: 0, breached: 0 },
    solve: { met: 0, breached: 0 },
  },
  satisfaction: { count: 0, average: null },
};

test.each([
  [null, NOTHING],
  [45, "45 sec"],
  [12 * 60, "12 min"],
  [4.25 * 3_600, "4.3 hr"],
  [30 * 3_600, "30 hr"],
  [3 * 86_400, "3 days"],
])("%s seconds are %s", (seconds, shown) => {
  expect(duration(seconds)).toBe(shown);
});

test("a share that is not all is never shown as all", () => {
  expect([1, 0.9999, 0.5, 0, null].map(share)).toEqual(["100%", "99.9%", "50%", "0%", NOTHING]);
});

test("where no promise was decided none was kept or broken", () => {
  expect(attained(EMPTY, "solve")).toBeNull();
  const figures = { ...EMPTY, targets: { ...EMPTY.targets, solve: { met: 3, breached: 1 } } };
  expect(attained(figures, "solve")).toBe(0.75);
});

test("a period in which only a promise was broken is not empty", () => {
  expect(isEmpty(EMPTY)).toBe(true);
  expect(isEmpty({ ...EMPTY, backlog: 1 })).toBe(false);
  const broken = { ...EMPTY.targets, solve: { met: 0, breached: 1 } };
  expect(isEmpty({ ...EMPTY, targets: broken })).toBe(false);
});

test("values have their names, and nothing has one, too", () => {
  expect(valueName("language", "pt")).toBe("Portuguese");
  expect(valueName("country", "JP")).toBe("Japan");
  expect(valueName("team", "eu-care")).toBe("eu-care");
  expect(valueName("topic", null)).toBe("no topic");
});

test("durations are marked at whole minutes, hours and days", () => {
  expect(marks(44 * 60, 60)).toEqual([0, 600, 1_200, 1_800, 2_400]);
  expect(marks(9.9 * 3_600, 3_600)).toEqual([0, 2 * 3_600, 4 * 3_600, 6 * 3_600, 8 * 3_600]);
  expect(marks(1.1, 1)).toEqual([0, 1]);
});

test("an axis names as many instants as there is room for", () => {
  const days = Array.from({ length: 30 }, (_, at) => at);
  expect(spread(days, 840)).toEqual([0, 3, 6, 9, 12, 15, 18, 21, 24, 27]);
  expect(spread(days, 10)).toEqual([0]);
  expect(spread([], 840)).toEqual([]);
});
