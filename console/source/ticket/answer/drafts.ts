import { type Signal, signal } from "@preact/signals";
import type { Via } from "./outbox";

/** What somebody writes in a ticket and has not sent: kept on the device, through reloads and signing in. */
export interface Draft {
  readonly text: string;
  readonly note: string;
  /** Whether the note is in front. */
  readonly noting: boolean;
  /** The language that its author named; null: it is found in the text. */
  readonly language: string | null;
  readonly via: Via | null;
  /** Rules that its author overrules. */
  readonly despite: readonly string[];
}

export const NOTHING: Draft = {
  text: "",
  note: "",
  noting: false,
  language: null,
  via: null,
  despite: [],
};

const SAVED_WITHIN = 300; // milliseconds: what is lost when a device loses power
const known = new Map<string, Signal<Draft>>();
const unsaved = new Set<string>();
let timer: ReturnType<typeof setTimeout> | null = null;

/** The draft that somebody has in a ticket; one for all who ask for it. */
export function draftOf(who: string, ticket: string): Signal<Draft> {
  const name = nameOf(who, ticket);
  const found = known.get(name);
  if (found) return found;
  const draft = signal(read(name));
  known.set(name, draft);
  return draft;
}

/** Change a draft, and keep it. */
export function write(who: string, ticket: string, change: Partial<Draft>): void {
  const name = nameOf(who, ticket);
  const draft = draftOf(who, ticket);
  draft.value = { ...draft.value, ...change };
  unsaved.add(name);
  timer ??= setTimeout(saveAll, SAVED_WITHIN);
}

/** Put words back that did not go, before whatever was written since; they are kept at once. */
export function putBack(who: string, ticket: string, words: string, noting: boolean): void {
  const { text, note } = draftOf(who, ticket).peek();
  const joined = (since: string) => [words, since].filter(Boolean).join("\n\n");
  write(who, ticket, noting ? { note: joined(note), noting } : { text: joined(text), noting });
  saveAll();
}

/** Keep all that is not kept yet, at once. */
export function saveAll(): void {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  for (const name of unsaved) {
    const draft = known.get(name)!.peek();
    if (isEmpty(draft)) localStorage.removeItem(name);
    else keep(name, draft);
  }
  unsaved.clear();
}

/** Whether there is nothing in it that anybody would miss. */
export function isEmpty({ text, note }: Draft): boolean {
  return text === "" && note === "";
}

/** Forget what is in memory: for tests, and for a tab that begins anew. */
export function forgetDrafts(): void {
  known.clear();
  unsaved.clear();
}

function keep(name: string, draft: Draft): void {
  try {
    localStorage.setItem(name, JSON.stringify(draft));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the device is full: it stays in the page
  }
}

function read(name: string): Draft {
  try {
    return { ...NOTHING, ...(JSON.parse(localStorage.getItem(name) ?? "{}") as Partial<Draft>) };
  } catch (error) {
    if (error instanceof SyntaxError) return NOTHING;
    throw error;
  }
}

function nameOf(who: string, ticket: string): string {
  return `meridian.draft.${who}.${ticket}`;
}

addEventListener("pagehide", saveAll);
addEventListener("storage", ({ key, newValue }) => {
  const draft = key === null ? undefined : known.get(key);
  if (!draft || unsaved.has(key!)) return; // what is written here just now stands
  draft.value = newValue === null ? NOTHING : read(key!);
});
