import { expect, test } from "vitest";
import { goneOn, STEPS } from "../../source/tour/steps";

const step = (name: string) => STEPS.findIndex((one) => one.name === name);
const seen = (ticket: string | null, ...done: string[]) => ({ ticket, done: new Set(done) });

test("a step that waits for a deed goes on with it", () => {
  expect(goneOn(step("open"), seen(null))).toBe(step("open"));
  expect(goneOn(step("open"), seen("practice-1"))).toBe(step("languages"));
  expect(goneOn(step("claim"), seen("practice-1", "claim"))).toBe(step("answer"));
});

test("what was done already is not asked for again", () => {
  expect(goneOn(step("claim"), seen("practice-1", "claim", "replies"))).toBe(step("next"));
});

test("what is there to be read waits for its reader", () => {
  expect(goneOn(step("languages"), seen("practice-1", "claim", "replies", "solve"))).toBe(step("languages"));
});

test("the end is the end", () => {
  expect(goneOn(step("solve"), seen("practice-1", "solve"))).toBe(step("end"));
  expect(goneOn(step("end"), seen("practice-1", "solve"))).toBe(step("end"));
});
