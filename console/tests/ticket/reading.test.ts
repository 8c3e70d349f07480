import { expect, test } from "vitest";
import { readingOf } from "../../source/ticket/reading";
import type { MessageShape } from "../../source/ticket/types";

function message(
  language: string,
  text: string | null,
  into: Record<string, string> = {},
  flags: string[] = [],
) {
  const translations = Object.entries(into).map(([tag, said]) => ({
    language: tag,
    text: said,
    engine: "local",
    flags,
    glosses: [],
    terms: [],
    beside: [],
  }));
  return { original: { language, text, terms: [] }, translations } as unknown as MessageShape;
}

test("the reader's language stands large, and the original under it", () => {
  const reading = readingOf(message("pt-PT", "Olá", { en: "Hello" }), "en", false);
  expect([reading?.large.text, reading?.small?.text]).toEqual(["Hello", "Olá"]);
});

test("the two swap places", () => {
  const reading = readingOf(message("pt-PT", "Olá", { en: "Hello" }), "en", true);
  expect([reading?.large.text, reading?.small?.text]).toEqual(["Olá", "Hello"]);
});

test("an answer of one's own stands large as it was written, and what they read under it", () => {
  const reading = readingOf(message("en", "Hello", { "pt-PT": "Olá" }), "en-GB", false);
  expect([reading?.large.text, reading?.small?.text]).toEqual(["Hello", "Olá"]);
});

test("what nobody could translate stands once, and says so", () => {
  const reading = readingOf(message("ar", "أين", { en: "أين" }, ["untranslated"]), "en", false);
  expect(reading?.small).toBeNull();
  expect(reading?.large.made?.flags).toEqual(["untranslated"]);
});

test("whoever sees no text sees none", () => {
  expect(readingOf(message("pt", null), "en", false)).toBeNull();
});
