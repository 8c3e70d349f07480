import { t, tag } from ".";
import { listFormat } from "./formats";
import { nameOfCountry, nameOfLanguage } from "./languages";

/** What a language is called in the reader's own: "Portuguese". */
export function languageName(code: string): string {
  if (code === "" || code.startsWith("und")) return t("ticket.unknown_language");
  return nameOfLanguage(code, tag.value);
}

/** What a country is called in the reader's language. */
export function countryName(code: string): string {
  return nameOfCountry(code, tag.value);
}

/** Some names in a row, as the language has it: "ana, ben and cleo". */
export function listed(names: readonly string[]): string {
  return listFormat(tag.value).format(names);
}
