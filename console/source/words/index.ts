import { signal } from "@preact/signals";
import { english, type Key } from "./english";
import { chosen, type InterfaceLanguage } from "./languages";
import { type Catalogue, type Phrase, spoken, type Values } from "./phrase";

export type { Key } from "./english";

const OTHERS = import.meta.glob<{ default: Catalogue }>(["./*/*.json", "!./en/*.json", "!./*/chat.json"]);
const catalogue = signal<Catalogue>(english as Catalogue);

/** The language that the console speaks now. */
export const language = signal<InterfaceLanguage>(chosen(["en"]));
/** The same with the reader's region, where their device names one: how dates and numbers look. */
export const tag = signal("en");

/** What the console says under a key; in English where the language has nothing there. */
export function t(key: Key, values: Values = {}): string {
  const phrase: Phrase = catalogue.value[key] ?? (english as Catalogue)[key] ?? key;
  return spoken(phrase, values, tag.value);
}

/** What it says under a name that came from the API, such as a state; the name where it has none. */
export function named(area: string, name: string): string {
  const key = `${area}.${name}`;
  return key in english ? t(key as Key) : name.replaceAll("_", " ");
}

/** Speak another language: its words are fetched first, so that nothing is half translated. */
export async function speak(wished: readonly string[]): Promise<void> {
  const next = chosen(wished);
  const words = await wordsOf(next.tag);
  catalogue.value = words;
  language.value = next;
  tag.value = regional(next.tag, wished);
  document.documentElement.lang = next.tag;
  document.documentElement.dir = next.direction;
}

function regional(spoken: string, wished: readonly string[]): string {
  const primary = spoken.split("-")[0];
  return [...wished, ...navigator.languages].find((wish) => wish.split("-")[0] === primary) ?? spoken;
}

async function wordsOf(wanted: string): Promise<Catalogue> {
  if (wanted === "en") return english as Catalogue;
  const files = Object.entries(OTHERS).filter(([path]) => path.startsWith(`./${wanted}/`));
  const parts = await Promise.all(files.map(([, load]) => load()));
  return Object.assign({}, ...parts.map((part) => part.default)) as Catalogue;
}
