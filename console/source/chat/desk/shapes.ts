/** Who wrote. */
export interface Author {
  readonly kind: "customer" | "agent" | "bot" | "system";
  readonly name: string | null;
}

export interface SentFile {
  readonly id: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
}

/** A message of the conversation, at its place in it; places begin at 1 and have no gaps. */
export interface Message {
  /** The device's own name for it, where it came from one. */
  readonly id: string | null;
  readonly message_id: string;
  readonly position: number;
  readonly direction: "in" | "out";
  readonly author: Author;
  readonly at: string;
  readonly text: string;
  readonly language: string | null;
  readonly original: { readonly language: string | null; readonly text: string } | null;
  readonly files: readonly SentFile[];
  readonly state: string;
}

export interface MessagePage {
  readonly items: readonly Message[];
  readonly next: number | null;
  /** What was there before is gone; the items begin anew. */
  readonly reset: boolean;
}

export interface TicketFacts {
  readonly id: string;
  readonly status: string;
  readonly rating: number | null;
}

export interface DeskFacts {
  readonly open: boolean;
  readonly opens_at: string | null;
  /** Whether an address is worth asking for now. */
  readonly asks_email: boolean;
}

export interface AskedPurpose {
  readonly purpose: string;
  readonly title: string;
  /** Null: never asked. */
  readonly given: boolean | null;
}

export interface Limits {
  readonly text: number;
  readonly files: number;
  readonly file_bytes: number;
  readonly name: number;
}

/** What the desk says to whoever comes. */
export interface Arrival {
  readonly visitor: string;
  readonly token: string;
  readonly known: boolean;
  readonly title: string;
  readonly read: number;
  readonly ticket: TicketFacts | null;
  readonly desk: DeskFacts;
  readonly purposes: readonly AskedPurpose[];
  readonly limits: Limits;
}

/** The desk has it. */
export interface Acknowledged {
  readonly id: string;
  readonly message_id: string;
  readonly position: number;
  readonly at: string;
}

/** How far a request is, for whoever has its link. */
export interface StatusFacts {
  readonly status: string;
  readonly opened_at: string;
  readonly changed_at: string;
  /** For the visitor alone. */
  readonly link?: string;
}

/** What the stream of a conversation tells, by the names of its events. */
export interface Told {
  readonly message: Message;
  readonly typing: { readonly seconds: number };
  readonly state: { readonly delivered: number; readonly read: number };
  readonly status: { readonly ticket: TicketFacts | null; readonly desk: DeskFacts };
  readonly reset: unknown;
}
