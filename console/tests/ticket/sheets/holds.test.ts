import { expect, test } from "vitest";
import { holdUntil } from "../../../source/ticket/sheets/holds";

test("an evening that has come already is tomorrow's", () => {
  const late = new Date(2026, 2, 2, 18, 30);
  expect(holdUntil("this_evening", late)).toEqual(new Date(2026, 2, 3, 17));
  expect(holdUntil("this_evening", new Date(2026, 2, 2, 10))).toEqual(new Date(2026, 2, 2, 17));
  expect(holdUntil("tomorrow", late)).toEqual(new Date(2026, 2, 3, 9));
  expect(holdUntil("in_an_hour", late)).toEqual(new Date(2026, 2, 2, 19, 30));
});
