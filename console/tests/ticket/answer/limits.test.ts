import { expect, test } from "vitest";
import { LARGEST_FILE, LONGEST_TEXT, length, tooMuch } from "../../../source/ticket/answer/limits";

test("a text of 200 kB is too much, and said to be before anything is sent", () => {
  expect(tooMuch("a".repeat(200_000), [])).toBe("text");
  expect(tooMuch("a".repeat(LONGEST_TEXT), [])).toBeNull();
  expect(tooMuch("a".repeat(LONGEST_TEXT + 1), [])).toBe("text");
});

test("letters count once, whatever they take", () => {
  expect(length("😀".repeat(60_000))).toBe(60_000);
  expect(tooMuch("😀".repeat(60_000), [])).toBeNull();
});

test("files count too: one alone, and all together", () => {
  expect(tooMuch("Here it is.", [{ size: LARGEST_FILE }])).toBeNull();
  expect(tooMuch("Here it is.", [{ size: LARGEST_FILE + 1 }])).toBe("file");
  expect(tooMuch("Here it is.", [{ size: LARGEST_FILE }, { size: LARGEST_FILE }])).toBe("all");
});
