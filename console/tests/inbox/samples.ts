import type { TicketEvent } from "../../source/api/live";
import { Away } from "../../source/api/problem";
import type { Clock, ListedTicket, Query, TicketList } from "../../source/inbox/types";

export const NOON = Date.parse("2026-03-02T12:00:00Z");

/** An instant some minutes after noon. */
export function at(minutes: number): string {
  return new Date(NOON + minutes * 60_000).toISOString();
}

/** The ticket of a number; the higher the number, the later it changed. */
export function ticket(number: number, changes: Partial<ListedTicket> = {}): ListedTicket {
  return {
    id: `eu-${String(number).padStart(6, "0")}`,
    region: "eu",
    status: "open",
    priority: "normal",
    subject: `Parcel ${number}`,
    customer_id: "c-1",
    customer_name: "Maria",
    excerpt: "Where is it?",
    team: "eu-care",
    assignee: null,
    opened_at: at(number),
    updated_at: at(number),
    last_message_at: at(number),
    unread: true,
    version: 3,
    clocks: [],
    handover: null,
    ...changes,
  } as ListedTicket;
}

export function clock(state: Clock["state"], due: string | null, changes: Partial<Clock> = {}): Clock {
  return {
    target: "solve",
    state,
    due_at: due,
    working_seconds_left: null,
    warned: false,
    pauses: [],
    ...changes,
  };
}

export function event(of: ListedTicket, changes: Partial<TicketEvent> = {}): TicketEvent {
  return {
    ticket_id: of.id,
    region: of.region,
    position: 1,
    sequence: 1,
    version: of.version,
    kind: "message_received",
    at: of.updated_at,
    by: { kind: "customer", id: "c-1" },
    team: of.team,
    assignee: of.assignee,
    status: of.status,
    priority: of.priority,
    ...changes,
  } as TicketEvent;
}

/** A desk with tickets, the last changed first, which answers as the API does. */
export class Desk {
  readonly asked: Query[] = [];
  isAway = false;
  constructor(
    public tickets: ListedTicket[],
    public belongs: (ticket: ListedTicket) => boolean = () => true,
  ) {}

  readonly fetching = async (query: Query): Promise<TicketList> => {
    this.asked.push(query);
    if (this.isAway) throw new Away();
    const listed = this.tickets
      .filter((one) => this.belongs(one) && (!query.id || query.id.includes(one.id)))
      .sort((one, other) => Date.parse(other.updated_at) - Date.parse(one.updated_at));
    const from = Number(query.cursor ?? 0);
    const until = from + (query.limit ?? 50);
    return {
      items: listed.slice(from, until),
      next: until < listed.length ? String(until) : null,
      missing: [],
    };
  };
}
