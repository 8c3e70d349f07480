import { expect, test } from "vitest";
import { KEYBOARD } from "../../source/settings/keyboard";

const SOURCES = import.meta.glob<string>("../../source/**/*.{ts,tsx}", {
  eager: true,
  query: "?raw",
  import: "default",
});
const OTHERS = ["/source/settings/", "/source/tour/", "/source/chat/"];
const listed = new Set(Object.values(KEYBOARD).flatMap((those) => those.map(({ keys }) => keys)));

test("every key that a command has is in the list", () => {
  const own = Object.entries(SOURCES).filter(([path]) => !OTHERS.some((other) => path.includes(other)));
  const found = own.flatMap(([, text]) => [...text.matchAll(/\bkeys: "([^"]+)"/g)].map(([, keys]) => keys!));
  expect(found.length).toBeGreaterThan(10);
  expect(found.filter((keys) => !listed.has(keys))).toEqual([]);
});

test("no place has one key for two things", () => {
  for (const those of Object.values(KEYBOARD)) {
    expect(new Set(those.map(({ keys }) => keys)).size).toBe(those.length);
  }
});
