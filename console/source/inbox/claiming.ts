import { signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { Away, Problem } from "../api/problem";
import { me } from "../session";
import type { Feed } from "./feed";

/** A claim that the desk did not take: of which ticket, and why. */
export interface Refused {
  readonly ticketId: string;
  readonly error: Problem | Away;
}

export const refusedClaim = signal<Refused | null>(null);

/** Take a ticket: the list shows it at once; what the desk does not take is shown as it truly is. */
export async function claim(feed: Feed, ticketId: string): Promise<boolean> {
  const row = feed.row(ticketId);
  const agent = me.peek()?.agent;
  if (!row || !agent || row.peek().ticket.assignee === agent) return false;
  const before = row.peek().ticket;
  feed.patch(ticketId, { assignee: agent, status: before.status === "new" ? "open" : before.status });
  refusedClaim.value = null;
  try {
    await taken(
      api.POST("/v1/tickets/{ticket_id}/claim", {
        params: { path: { ticket_id: ticketId } },
        headers: { "Idempotency-Key": crypto.randomUUID() },
        body: {},
      }),
    );
    await feed.refresh(ticketId);
    return true;
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Away)) throw error;
    feed.patch(ticketId, { assignee: before.assignee, status: before.status });
    refusedClaim.value = { ticketId, error };
    await feed.refresh(ticketId);
    return false;
  }
}
