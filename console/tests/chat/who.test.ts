import { expect, test } from "vitest";
import { subjectOf } from "../../source/chat/who";

function token(payload: unknown): string {
  const bytes = new TextEncoder().encode(JSON.stringify(payload));
  const coded = btoa(String.fromCharCode(...bytes))
    .replaceAll("+", "-")
    .replaceAll("/", "_")
    .replaceAll("=", "");
  return `e30.${coded}.signature`;
}

test("two people are apart, whatever letters they are written in", () => {
  const names = [null, token({ sub: "anna" }), token({ sub: "آنا" }), token({ sub: "anna2" })].map(subjectOf);
  expect(new Set(names).size).toBe(names.length);
  expect(subjectOf(token({ sub: "anna", exp: 1 }))).toBe(subjectOf(token({ sub: "anna", exp: 2 })));
});

test("what is no identity is nobody whom we know, and no fault", () => {
  for (const broken of ["", "a.b.c", "a", "..", token(null)]) expect(subjectOf(broken)).toBe("known:");
});
