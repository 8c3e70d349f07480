import type { TicketShape } from "./types";

const AT_WORK: ReadonlySet<string> = new Set(["new", "open", "waiting", "held"]);

/** What can be asked of a ticket as it stands; the ticket itself decides when it is asked. */
export function abilities(ticket: TicketShape | null) {
  const status = ticket?.status ?? "closed";
  const open = status !== "closed";
  const atWork = AT_WORK.has(status);
  const waits = ticket?.handover;
  return {
    claim: atWork && ticket?.assignee === null,
    release: open && ticket?.assignee !== null,
    acknowledge: Boolean(open && waits?.acknowledge_by && !waits.acknowledged_at && !waits.lapsed),
    reply: atWork,
    note: open,
    handOver: atWork,
    escalate: atWork,
    priority: atWork,
    hold: atWork && status !== "held",
    merge: open,
    solve: atWork,
    reopen: status === "solved",
  };
}
