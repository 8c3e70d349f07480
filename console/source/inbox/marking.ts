import { api } from "../api/client";
import { Away, Problem } from "../api/problem";

const read = new Map<string, number>();

/** Note that a ticket was read as far as a version; once for each. */
export async function markRead(ticketId: string, version: number): Promise<void> {
  if ((read.get(ticketId) ?? 0) >= version) return;
  read.set(ticketId, version);
  const path = { ticket_id: ticketId };
  try {
    await api.PUT("/v1/tickets/{ticket_id}/read", { params: { path }, body: { version } });
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Away)) throw error;
    read.delete(ticketId); // it is noted with the next look
  }
}
