import { expect, test } from "vitest";
import { linked } from "../../source/chat/links";
import { apart } from "../../source/parts/hidden";

function addresses(text: string): string[] {
  return linked(text).flatMap(({ href }) => href ?? []);
}

test("an address can be opened, and the sentence around it is no part of it", () => {
  const parts = linked("See https://track.example/A-1?x=1. Thanks (or http://a.example/b)!");
  expect(parts.map(({ text }) => text).join("")).toBe(
    "See https://track.example/A-1?x=1. Thanks (or http://a.example/b)!",
  );
  expect(addresses("See https://track.example/A-1?x=1. (http://a.example/b)!")).toEqual([
    "https://track.example/A-1?x=1",
    "http://a.example/b",
  ]);
});

test.each([
  "javascript:alert(1)",
  "data:text/html,<script>alert(1)</script>",
  "https://bank.example@evil.example/",
  "https://",
  "<img src=x onerror=alert(1)>",
])("%s is a text", (text) => {
  expect(addresses(text)).toEqual([]);
});

test("a host that looks like another is shown as the network has it", () => {
  const [part] = linked("https://аррӏе.com/login");
  expect(part).toMatchObject({
    text: expect.stringContaining("xn--"),
    href: expect.stringContaining("xn--"),
  });
});

test("a character that turns the rest around ends an address", () => {
  expect(addresses("https://good.example/\u202efdp.exe")).toEqual(["https://good.example/"]);
});

test("characters that nobody sees are written out", () => {
  expect(apart("Ana \u202etxt.exe").join("")).toBe("Ana ‹U+202E›txt.exe");
});
