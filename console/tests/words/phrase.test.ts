import { describe, expect, test } from "vitest";
import { chosen, LANGUAGES } from "../../source/words/languages";
import { spoken } from "../../source/words/phrase";

describe("a phrase", () => {
  test("takes the plural form of its language", () => {
    const forms = {
      zero: "لا تذاكر",
      one: "تذكرة",
      two: "تذكرتان",
      few: "{count} تذاكر",
      many: "{count} تذكرة",
      other: "{count} تذكرة",
    };
    expect(spoken(forms, { count: 2 }, "ar")).toBe("تذكرتان");
    expect(spoken(forms, { count: 5 }, "ar-EG")).toMatch(/تذاكر/);
    expect(spoken({ one: "{count} ticket", other: "{count} tickets" }, { count: 1 }, "en")).toBe("1 ticket");
  });

  test("writes numbers as its language does", () => {
    expect(spoken("{count} tickets", { count: 12_345 }, "de")).toBe("12.345 tickets");
  });

  test("leaves a place alone that nobody filled", () => {
    expect(spoken("for {who}", {}, "en")).toBe("for {who}");
  });

  test("puts a text in as it is, however it looks", () => {
    expect(spoken("for {who}", { who: "{count} $& <b>" }, "en")).toBe("for {count} $& <b>");
  });
});

describe("the language of the console", () => {
  test("is the first wish that it speaks, in any variant", () => {
    expect(chosen(["tlh", "pt-BR", "en"]).tag).toBe("pt");
    expect(chosen(["zh-TW"]).tag).toBe("zh-Hans");
  });

  test("is English where it speaks none of them", () => {
    expect(chosen(["tlh"]).tag).toBe("en");
  });

  test("is one of ten", () => {
    expect(LANGUAGES).toHaveLength(10);
  });
});
