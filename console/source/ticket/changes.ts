import type { TimelineEntry } from "./types";

// What somebody who is about to act wants to know of first. What the desk notes of its own errands is not.
const MATTERS: ReadonlySet<string> = new Set([
  "message_received",
  "message_edited",
  "message_deleted",
  "agent_replied",
  "note_added",
  "ticket_claimed",
  "ticket_released",
  "ticket_handed_over",
  "hand_over_acknowledged",
  "priority_changed",
  "ticket_held",
  "ticket_solved",
  "ticket_reopened",
  "ticket_escalated",
  "ticket_merged",
  "ticket_absorbed",
  "ticket_closed",
  "policy_adopted",
  "customer_erased",
]);

/** What others did to a ticket after a place of its ledger, as far as it matters to whoever acts on it. */
export function changedSince(
  entries: readonly TimelineEntry[],
  seen: number,
  self: string,
): readonly TimelineEntry[] {
  return entries.filter(
    ({ sequence, kind, by }) =>
      sequence > seen && MATTERS.has(kind) && !(by.kind === "agent" && by.id === self),
  );
}

/** The last place of a ledger. */
export function lastPlace(entries: readonly TimelineEntry[]): number {
  return entries.reduce((last, { sequence }) => Math.max(last, sequence), 0);
}

/** Between what was said, what else happened: in order, the messages where they were written. */
export type Line<Message> =
  | { readonly kind: "message"; readonly at: number; readonly message: Message }
  | { readonly kind: "event"; readonly at: number; readonly entry: TimelineEntry };

const QUIET: ReadonlySet<string> = new Set([
  "ticket_opened",
  "ticket_routed",
  "ticket_claimed",
  "ticket_released",
  "ticket_handed_over",
  "hand_over_acknowledged",
  "hand_over_lapsed",
  "priority_changed",
  "ticket_held",
  "hold_ended",
  "ticket_solved",
  "ticket_reopened",
  "ticket_escalated",
  "team_notified",
  "nobody_was_on",
  "clock_warned",
  "clock_breached",
  "ticket_merged",
  "ticket_absorbed",
  "ticket_closed",
  "ticket_rated",
  "policy_adopted",
  "customer_erased",
]);

export function told<Message extends { readonly sent_at: string }>(
  messages: readonly Message[],
  entries: readonly TimelineEntry[],
): Line<Message>[] {
  const said = messages.map(
    (message) => ({ kind: "message", at: Date.parse(message.sent_at), message }) as const,
  );
  const happened = entries
    .filter(({ kind }) => QUIET.has(kind))
    .map((entry) => ({ kind: "event", at: instantOf(entry), entry }) as const);
  return [...said, ...happened].sort((one, other) => one.at - other.at);
}

/** Nothing stands before the opening, whatever the clock of the customer's device said. */
function instantOf({ kind, at }: TimelineEntry): number {
  return kind === "ticket_opened" ? Number.NEGATIVE_INFINITY : Date.parse(at);
}
