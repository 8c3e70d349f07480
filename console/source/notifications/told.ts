import { effect, signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Away, Problem } from "../api/problem";
import type { components } from "../api/schema";
import { me } from "../session";

export type Told = components["schemas"]["NotificationShape"];

const SHOWN = 30;

/** What the desk told one, the newest first; null before anything is known. */
export const told = signal<readonly Told[] | null>(null);
export const trouble = signal<Problem | Away | null>(null);

let turn = 0;

/** Fetch it anew; keys that name no agent are told nothing. */
export async function loadTold(): Promise<void> {
  const mine = ++turn;
  if (me.peek()?.agent == null) {
    told.value = null;
    return;
  }
  const query = { limit: SHOWN };
  const found = await orTrouble(taken(api.GET("/v1/notifications", { params: { query } })));
  if (found && mine === turn) {
    told.value = found.items;
    trouble.value = null;
  }
}

/** Say that one has seen some; shown at once, and taken back where the desk says no. */
export async function see(those: readonly Told[]): Promise<void> {
  const unseen = those.filter(({ seen_at }) => seen_at === null);
  for (const one of unseen) mark({ ...one, seen_at: new Date().toISOString() });
  for (const one of unseen) {
    const path = { params: { path: { notification_id: one.id } }, body: {} };
    const seen = await orTrouble(taken(api.POST("/v1/notifications/{notification_id}/seen", path)));
    mark(seen ?? one);
  }
}

/** How many were not seen. */
export function unseen(those: readonly Told[] | null): number {
  return (those ?? []).filter(({ seen_at }) => seen_at === null).length;
}

/** Follow the desk while somebody is signed in; the answer ends that. */
export function followTold(): () => void {
  const ends = [
    effect(() => {
      if (me.value) void loadTold();
    }),
    live.on("notification", () => void loadTold()),
    live.on("reset", () => void loadTold()),
  ];
  return () => {
    for (const end of ends) end();
  };
}

function mark(now: Told): void {
  told.value = (told.peek() ?? []).map((one) => (one.id === now.id ? now : one));
}

async function orTrouble<Data>(call: Promise<Data>): Promise<Data | null> {
  try {
    return await call;
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Away)) throw error;
    trouble.value = error;
    return null;
  }
}
