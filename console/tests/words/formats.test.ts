import { expect, test } from "vitest";
import { dateFormat, listFormat, numberFormat, pluralRules } from "../../source/words/formats";

test("a formatter is made once for a language and what it is to do", () => {
  expect(numberFormat("de")).toBe(numberFormat("de"));
  expect(dateFormat("de", { timeStyle: "short" })).toBe(dateFormat("de", { timeStyle: "short" }));
  expect(pluralRules("ar")).toBe(pluralRules("ar"));
  expect(listFormat("en")).toBe(listFormat("en"));
});

test("another language, or another thing to do, is another one", () => {
  expect(numberFormat("de").format(1.5)).toBe("1,5");
  expect(numberFormat("en").format(1.5)).toBe("1.5");
  expect(numberFormat("en", { style: "percent" }).format(0.5)).toBe("50%");
  expect(listFormat("de").format(["a", "b"])).toBe("a und b");
});
