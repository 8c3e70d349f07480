import { expect, test } from "vitest";
import { holdUntil } from "../../source/ticket/holds";
import { likeness } from "../../source/ticket/likeness";
import { LARGEST_FILE, LONGEST_TEXT, length, tooMuch } from "../../source/ticket/limits";

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

test("an evening that has come already is tomorrow's", () => {
  const late = new Date(2026, 2, 2, 18, 30);
  expect(holdUntil("this_evening", late)).toEqual(new Date(2026, 2, 3, 17));
  expect(holdUntil("this_evening", new Date(2026, 2, 2, 10))).toEqual(new Date(2026, 2, 2, 17));
  expect(holdUntil("tomorrow", late)).toEqual(new Date(2026, 2, 3, 9));
  expect(holdUntil("in_an_hour", late)).toEqual(new Date(2026, 2, 2, 19, 30));
});

test("of a person's tickets the one about the same matter is the likeliest", () => {
  const at = "2026-03-02T10:00:00Z";
  const one = { subject: "My parcel 4711", topic: "delivery", opened_at: at };
  const same = { subject: "parcel 4711 again", topic: "delivery", opened_at: at };
  const other = { subject: "Invoice", topic: "payment", opened_at: at };
  expect(likeness(one, same)).toBeGreaterThan(likeness(one, other));
  expect(likeness({ ...one, subject: null }, { ...other, subject: null })).toBeGreaterThanOrEqual(0);
});
