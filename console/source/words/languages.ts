/** A language of the console. `made` says who wrote its words. */
export interface InterfaceLanguage {
  readonly tag: string;
  readonly name: string;
  readonly direction: "ltr" | "rtl";
  readonly made: "person" | "machine";
}

export const LANGUAGES: readonly InterfaceLanguage[] = [
  { tag: "en", name: "English", direction: "ltr", made: "person" },
  { tag: "ar", name: "العربية", direction: "rtl", made: "machine" },
  { tag: "de", name: "Deutsch", direction: "ltr", made: "machine" },
  { tag: "es", name: "Español", direction: "ltr", made: "machine" },
  { tag: "fr", name: "Français", direction: "ltr", made: "machine" },
  { tag: "hi", name: "हिन्दी", direction: "ltr", made: "machine" },
  { tag: "ja", name: "日本語", direction: "ltr", made: "machine" },
  { tag: "pt", name: "Português", direction: "ltr", made: "machine" },
  { tag: "ru", name: "Русский", direction: "ltr", made: "machine" },
  { tag: "zh-Hans", name: "简体中文", direction: "ltr", made: "machine" },
];

const ENGLISH = LANGUAGES[0] as InterfaceLanguage;

/** The first of the wished languages that the console speaks, by its primary tag; else English. */
export function chosen(wished: readonly string[]): InterfaceLanguage {
  for (const wish of wished) {
    const primary = wish.toLowerCase().split("-")[0];
    const found = LANGUAGES.find(({ tag }) => tag.toLowerCase().split("-")[0] === primary);
    if (found) return found;
  }
  return ENGLISH;
}

/** What the language calls another one: "Portuguese". */
export function nameOfLanguage(tag: string, within: string): string {
  return displayed("language", tag, within);
}

/** What the language calls a country: "Brazil". */
export function nameOfCountry(code: string, within: string): string {
  return displayed("region", code.toUpperCase(), within);
}

function displayed(type: "language" | "region", code: string, within: string): string {
  try {
    return new Intl.DisplayNames([within], { type }).of(code) ?? code;
  } catch (error) {
    if (error instanceof RangeError) return code;
    throw error;
  }
}
