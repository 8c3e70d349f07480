import type { components } from "../../api/schema";

type Shapes = components["schemas"];

/** A message of the conversation, at its place in it; places begin at 1 and have no gaps. */
export type Message = Shapes["ChatItem"];
export type MessagePage = Shapes["ChatItems"];
export type SentFile = Shapes["ChatFile"];
export type TicketFacts = Shapes["ChatTicket"];
export type DeskFacts = Shapes["DeskHours"];
export type AskedPurpose = Shapes["ChatPurpose"];
/** What the desk says to whoever comes. */
export type Arrival = Shapes["VisitorShape"];
/** The desk has it. */
export type Acknowledged = Shapes["ChatAccepted"];
/** How far a request is, for whoever has its link. */
export type StatusFacts = Shapes["TicketStatus"];
export type OwnStatusFacts = Shapes["OwnTicketStatus"];

/** What is sent. */
export type NewVisitor = Shapes["NewVisitor"];
export type NewMessage = Shapes["NewChatMessage"];
export type NewRating = Shapes["NewChatRating"];
export type NewConsent = Shapes["NewChatConsent"];
export type UpTo = Shapes["UpTo"];

/** What the stream of a conversation tells, by the names of its events. */
export interface Told {
  readonly message: Message;
  readonly typing: Shapes["ChatTyping"];
  readonly state: Shapes["ChatState"];
  readonly status: Shapes["ChatStatusEvent"];
  readonly reset: unknown;
}
