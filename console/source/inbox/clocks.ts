import type { Clock, Listed } from "./types";

const ORDER = ["running", "breached", "paused", "met"] as const;
const WARNED = 15 * 60_000; // milliseconds before the end

/** The clock that a row shows: what runs out first; else what was missed, waits, or was kept. */
export function pressing(clocks: readonly Clock[]): Clock | null {
  const of = (state: Clock["state"]) => clocks.filter((clock) => clock.state === state);
  for (const state of ORDER) {
    const found = of(state).sort((one, other) => due(one) - due(other));
    if (found[0]) return found[0];
  }
  return null;
}

/** How a clock looks just now. */
export type Look = "running" | "warned" | "paused" | "met" | "breached";

export function lookOf(clock: Clock, now: number): Look {
  if (clock.state !== "running" || clock.due_at === null) return clock.state;
  const left = due(clock) - now;
  if (left < 0) return "breached";
  return clock.warned || left < WARNED ? "warned" : "running";
}

/** The share of its time that is left, from 0 to 1; null where it does not run. */
export function shareLeft(clock: Clock, ticket: Listed, now: number): number | null {
  if (clock.state !== "running" || clock.due_at === null) return null;
  const since =
    clock.target === "next_reply" ? (ticket.last_message_at ?? ticket.opened_at) : ticket.opened_at;
  const whole = due(clock) - Date.parse(since);
  return whole <= 0 ? 0 : Math.min(Math.max((due(clock) - now) / whole, 0), 1);
}

function due(clock: Clock): number {
  return clock.due_at === null ? Number.POSITIVE_INFINITY : Date.parse(clock.due_at);
}
