import { numberFormat, pluralRules } from "./formats";

/** What a catalogue says under a key: a text, or one for each plural form of the language. */
export type Phrase = string | Readonly<Partial<Record<Intl.LDMLPluralRule, string>>>;

export type Catalogue = Readonly<Record<string, Phrase>>;

export type Values = Readonly<Record<string, string | number>>;

const PLACE = /\{([a-z_]+)\}/g;

/** The plural form goes by `count`; numbers are written as the language writes them. */
export function spoken(phrase: Phrase, values: Values, language: string): string {
  const text = typeof phrase === "string" ? phrase : formOf(phrase, values.count, language);
  return text.replace(PLACE, (place, name: string) => {
    const value = values[name];
    if (value === undefined) return place;
    return typeof value === "number" ? numberFormat(language).format(value) : value;
  });
}

function formOf(
  forms: Exclude<Phrase, string>,
  count: string | number | undefined,
  language: string,
): string {
  const form = pluralRules(language).select(Number(count ?? 0));
  return forms[form] ?? forms.other ?? "";
}
