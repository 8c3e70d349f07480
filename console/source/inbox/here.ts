import { signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Away, Problem } from "../api/problem";
import { now } from "../clock";
import type { Present } from "./types";

/** Who is at which ticket, as it was last said; each runs out by itself. */
export const present = signal<ReadonlyMap<string, readonly Present[]>>(new Map());

/** Who is at a ticket now, but for oneself. */
export function othersAt(ticketId: string, self: string | null): Present[] {
  const there = present.value.get(ticketId);
  if (!there) return [];
  return there.filter(({ who, until }) => who !== self && Date.parse(until) > now.value);
}

/** The colleagues who write to the customer just now, while one does so oneself. */
export function collision(ticketId: string, self: string | null): string[] {
  const there = present.value.get(ticketId) ?? [];
  const writing = there.filter(({ doing, until }) => doing === "writing" && Date.parse(until) > now.value);
  if (self === null || !writing.some(({ who }) => who === self)) return [];
  return writing.map(({ who }) => who).filter((who) => who !== self && who !== "customer");
}

/** Follow who is where; the answer ends that. */
export function followPresence(): () => void {
  void lookAround();
  const ends = [
    live.on("presence", ({ ticket_id, present: there }) => {
      const next = new Map(present.value);
      if (there.length > 0) next.set(ticket_id, there);
      else next.delete(ticket_id);
      present.value = next;
    }),
    live.on("reset", () => void lookAround()),
  ];
  return () => {
    for (const end of ends) end();
  };
}

/** Presence is a courtesy: where it cannot be had, the list is as good without. */
async function lookAround(): Promise<void> {
  try {
    const { items } = await taken(api.GET("/v1/presence"));
    present.value = new Map(items.map(({ ticket_id, present: there }) => [ticket_id, there]));
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Away)) throw error;
  }
}
