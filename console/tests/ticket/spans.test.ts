import { expect, test } from "vitest";
import { pieces, replaced } from "../../source/ticket/spans";

const EMOJI = "😀 Blz, o conhecimento de embarque";

test("marks stand where the API counts them: in code points, behind an emoji too", () => {
  const found = pieces(EMOJI, [
    { start: 9, end: 33, what: "term" },
    { start: 2, end: 5, what: "gloss" },
  ]);
  expect(found).toEqual([
    { text: "😀 ", what: null },
    { text: "Blz", what: "gloss" },
    { text: ", o ", what: null },
    { text: "conhecimento de embarque", what: "term" },
  ]);
  expect(found.map(({ text }) => text).join("")).toBe(EMOJI);
});

test.each([
  [
    [
      { start: 0, end: 4, what: 1 },
      { start: 2, end: 6, what: 2 },
    ],
    "what overlaps is left out",
  ],
  [[{ start: 30, end: 99, what: 1 }], "what reaches beyond the text is left out"],
  [[{ start: 3, end: 3, what: 1 }], "what is empty is left out"],
])("no letter is lost or doubled: %#", (marks) => {
  expect(
    pieces("abcdefgh", marks)
      .map(({ text }) => text)
      .join(""),
  ).toBe("abcdefgh");
});

test("a suggestion takes the place of the very word", () => {
  expect(replaced("😀 o seu celular chegou", 8, 15, "telemóvel")).toBe("😀 o seu telemóvel chegou");
});
