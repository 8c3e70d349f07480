import { expect, test } from "vitest";
import { LANGUAGES } from "../../source/words/languages";
import type { Catalogue, Phrase } from "../../source/words/phrase";

const FILES = import.meta.glob<{ default: Catalogue }>("../../source/words/*/*.json", { eager: true });
const AREAS = [...new Set(Object.keys(FILES).map((path) => path.split("/").at(-1)!))];

function said(language: string, area: string): Catalogue {
  return FILES[`../../source/words/${language}/${area}`]?.default ?? {};
}

function places(phrase: Phrase): string[] {
  const texts = typeof phrase === "string" ? [phrase] : Object.values(phrase);
  return [...new Set(texts.flatMap((text) => text.match(/\{[a-z_]+\}/g) ?? []))].sort();
}

for (const { tag } of LANGUAGES) {
  test.each(AREAS)(`%s is whole in ${tag}`, (area) => {
    const english = said("en", area);
    const own = said(tag, area);
    expect(Object.keys(own).sort()).toEqual(Object.keys(english).sort());
    for (const [key, phrase] of Object.entries(english)) {
      expect(places(own[key]!), key).toEqual(places(phrase));
    }
  });

  test.each(AREAS)(`%s has each plural form that ${tag} has`, (area) => {
    const forms = new Intl.PluralRules(tag).resolvedOptions().pluralCategories;
    for (const [key, phrase] of Object.entries(said(tag, area))) {
      if (typeof phrase === "string") continue;
      expect(Object.keys(phrase).sort(), key).toEqual([...forms].sort());
    }
  });
}
