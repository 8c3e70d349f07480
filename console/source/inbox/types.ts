import type { components, operations } from "../api/schema";

type Shapes = components["schemas"];

export type ListedTicket = Shapes["ListedTicket"];
export type Clock = Shapes["ClockShape"];
export type Present = Shapes["PresentShape"];
export type TicketList = Shapes["TicketList"];
/** The query of `GET /v1/tickets`. */
export type Query = NonNullable<operations["list_tickets_v1_tickets_get"]["parameters"]["query"]>;

const KEPT = [
  "id",
  "region",
  "status",
  "priority",
  "topic",
  "language",
  "channel",
  "subject",
  "customer_id",
  "customer_name",
  "excerpt",
  "excerpt_language",
  "team",
  "assignee",
  "opened_at",
  "updated_at",
  "last_message_at",
  "unread",
  "version",
  "clocks",
  "handover",
] as const;

/** What a row shows of a ticket, and nothing more: there may be a hundred thousand of them. */
export type Listed = Pick<ListedTicket, (typeof KEPT)[number]>;

/** Why a ticket that stands in the list belongs there no more; it stays until somebody looks anew. */
export type Gone = "solved" | "closed" | "merged" | "moved";

export interface Row {
  readonly ticket: Listed;
  readonly gone: Gone | null;
}

/** The row of a ticket as the API lists it. */
export function rowOf(ticket: ListedTicket): Row {
  return {
    ticket: Object.fromEntries(KEPT.map((name) => [name, ticket[name]])) as unknown as Listed,
    gone: null,
  };
}
