import { computed, effect, signal } from "@preact/signals";
import { api, onAnswer, taken, useKey } from "./api/client";
import { Away, Problem } from "./api/problem";
import type { components } from "./api/schema";
import { speak } from "./words";

export type Me = components["schemas"]["MeShape"];

/** What somebody set for themselves; areas add their own. */
export interface Settings {
  language?: string;
  theme?: "light" | "dark" | undefined;
  zone?: string | undefined;
  [name: string]: unknown;
}

const KEPT = "meridian.key";

/** Who is signed in; null before and after. */
export const me = signal<Me | null>(null);
/** Why somebody has to sign in again, where they do: pages stay as they are behind the sheet. */
export const refused = signal<string | null>(null);
/** Whether the last request was answered. */
export const online = signal(true);
export const settings = signal<Settings>({});

/** The zone in which times are shown to the reader. */
export const zone = computed(() => settings.value.zone ?? Intl.DateTimeFormat().resolvedOptions().timeZone);
/** The language in which the reader reads messages: the agent's first one, or the console's. */
export const readingLanguage = computed(() => me.value?.languages[0] ?? settings.value.language ?? "en");

onAnswer((answer) => {
  online.value = answer !== null;
  if (answer?.status === 401 && me.value !== null) refused.value = "expired";
});

effect(() => {
  const { theme } = settings.value;
  if (theme) document.documentElement.dataset.theme = theme;
  else delete document.documentElement.dataset.theme;
});

/** Sign in with a key. Throws Problem or Away, and keeps the key of neither. */
export async function signIn(secret: string, stay: boolean): Promise<void> {
  useKey(secret);
  try {
    const found = await taken(api.GET("/v1/me"));
    if (me.value !== null && me.value.key_id !== found.key_id) leaveNothing();
    keep(secret, stay);
    me.value = found;
    refused.value = null;
    settings.value = found.settings as Settings;
  } catch (error) {
    if (error instanceof Problem || error instanceof Away) useKey(kept());
    throw error;
  }
  await speak([...(settings.value.language ? [settings.value.language] : []), ...navigator.languages]);
}

/** Go on with the key that this device keeps; whether there is one. Throws Away or Problem. */
export async function goOn(): Promise<boolean> {
  const secret = kept();
  if (secret === null) return false;
  await signIn(secret, localStorage.getItem(KEPT) !== null);
  return true;
}

/** Forget the key here; what was written and not sent stays on the device. */
export function signOut(): void {
  leaveNothing();
  useKey(null);
  me.value = null;
  refused.value = null;
}

/** Set something for oneself, on every device. */
export async function set(change: Settings): Promise<void> {
  settings.value = { ...settings.value, ...change };
  if (change.language) await speak([change.language]);
  await api.PUT("/v1/me/settings", { body: { settings: settings.value } });
}

function kept(): string | null {
  return sessionStorage.getItem(KEPT) ?? localStorage.getItem(KEPT);
}

function keep(secret: string, stay: boolean): void {
  sessionStorage.setItem(KEPT, secret);
  if (stay) localStorage.setItem(KEPT, secret);
}

function leaveNothing(): void {
  sessionStorage.removeItem(KEPT);
  localStorage.removeItem(KEPT);
}
