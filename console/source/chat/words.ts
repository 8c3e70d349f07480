import { computed, signal } from "@preact/signals";
import english from "../words/en/chat.json";
import { chosen, type InterfaceLanguage } from "../words/languages";
import { type Catalogue, type Phrase, spoken, type Values } from "../words/phrase";

export type Key = keyof typeof english;

const OTHERS = import.meta.glob<{ default: Catalogue }>(["../words/*/chat.json", "!../words/en/chat.json"]);
const catalogue = signal<Catalogue>(english as Catalogue);
let wished = 0;

/** The language that the chat speaks now. */
export const language = signal<InterfaceLanguage>(chosen(["en"]));
export const tag = computed(() => language.value.tag);
/** How the reader's own region writes dates and numbers in it, where the browser knows. */
export const locale = computed(
  () => navigator.languages.find((one) => one.split("-")[0] === tag.value.split("-")[0]) ?? tag.value,
);

/** What the chat says under a key; in English where the language has nothing there. */
export function t(key: Key, values: Values = {}): string {
  const phrase: Phrase = catalogue.value[key] ?? (english as Catalogue)[key] ?? key;
  return spoken(phrase, values, tag.value);
}

/** What it says of a name that came from the API; null where it has no word for it. */
export function named(area: string, name: string): string | null {
  const key = `chat.${area}_${name}`;
  return key in english ? t(key as Key) : null;
}

/** Speak the first of the wished languages that it can; `direction` is the page's wish, if it has one. */
export async function speak(wishes: readonly string[], direction: string | null): Promise<void> {
  const mine = ++wished;
  const next = chosen(wishes);
  const words = await wordsOf(next.tag);
  if (mine !== wished) return; // another wish has come meanwhile
  catalogue.value = words;
  language.value = next;
  document.documentElement.lang = next.tag;
  document.documentElement.dir = direction === "rtl" || direction === "ltr" ? direction : next.direction;
}

/** Words that cannot be fetched just now are English ones; nobody waits for them. */
async function wordsOf(wanted: string): Promise<Catalogue> {
  const load = OTHERS[`../words/${wanted}/chat.json`];
  if (load === undefined) return english as Catalogue;
  return load().then(
    (found) => found.default,
    () => english as Catalogue,
  );
}
