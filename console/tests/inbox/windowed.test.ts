import { expect, test } from "vitest";
import { nearsEnd, placesOf, topFor, windowOf } from "../../source/inbox/windowed";

const ROW = 100;

test("only rows in sight are there, and some beside them", () => {
  const { from, until } = windowOf(50_000 * ROW, 800, ROW, 100_000);
  expect(from).toBeLessThanOrEqual(50_000);
  expect(until).toBeGreaterThanOrEqual(50_008);
  expect(until - from).toBeLessThan(30);
});

test("a window never reaches beyond the list", () => {
  expect(windowOf(0, 800, ROW, 3)).toEqual({ from: 0, until: 3 });
  expect(windowOf(900_000, 800, ROW, 3)).toEqual({ from: 3, until: 3 });
  expect(windowOf(0, 800, ROW, 0)).toEqual({ from: 0, until: 0 });
});

test("the row that has the focus is there wherever one looks, in the order of the list", () => {
  expect(placesOf({ from: 10, until: 13 }, 2)).toEqual([2, 10, 11, 12]);
  expect(placesOf({ from: 10, until: 13 }, 11)).toEqual([10, 11, 12]);
  expect(placesOf({ from: 10, until: 13 }, 40)).toEqual([10, 11, 12, 40]);
  expect(placesOf({ from: 0, until: 2 }, -1)).toEqual([0, 1]);
});

test("more is fetched before the end comes into sight", () => {
  expect(nearsEnd({ from: 0, until: 20 }, 50)).toBe(true);
  expect(nearsEnd({ from: 0, until: 20 }, 500)).toBe(false);
});

test("a row is brought into sight whole, and not moved where it is", () => {
  expect(topFor(3, 500, 800, ROW)).toBe(300);
  expect(topFor(20, 500, 800, ROW)).toBe(1_300);
  expect(topFor(8, 500, 800, ROW)).toBeNull();
});
