import { type Signal, signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Away, Problem } from "../api/problem";
import { lastPlace } from "./changes";
import type { MessageShape, NextMoves, Present, TicketShape, TimelineEntry } from "./types";

const REMEMBERED = 30; // tickets that open at once when somebody comes back to them
const SETTLES = 150; // milliseconds: events come in bunches

/** All that is known here of one ticket; it is fetched anew when the desk says that it changed. */
export class TicketStore {
  readonly ticket = signal<TicketShape | null>(null);
  readonly messages = signal<readonly MessageShape[]>([]);
  readonly timeline = signal<readonly TimelineEntry[]>([]);
  readonly coming = signal<NextMoves | null>(null);
  readonly present = signal<readonly Present[]>([]);
  readonly error = signal<Problem | Away | null>(null);
  /** What was refused of what somebody asked of a message. */
  readonly trouble = signal<Problem | Away | null>(null);
  /** Why it is read, where the customer's region wants to know. */
  readonly reason = signal<string | null>(null);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly id: string) {}

  /** What requests about it say beside their body. */
  get headers(): Record<string, string> {
    return this.reason.value === null ? {} : { "Access-Reason": this.reason.value };
  }

  /** Where it stands, for whoever acts on it. */
  get seen(): { place: number; version: number } | null {
    const ticket = this.ticket.peek();
    return ticket && { place: lastPlace(this.timeline.peek()), version: ticket.version };
  }

  /** Fetch all of it; an answer that was overtaken is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [ticket, messages, timeline] = await this.#fetched();
      if (turn !== this.#turn) return;
      this.messages.value = messages;
      this.timeline.value = timeline;
      this.ticket.value = ticket;
      this.error.value = null;
      await this.#look(turn);
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
      if (turn === this.#turn) this.error.value = error;
    }
  }

  /** Fetch it soon, with whatever else changes until then. */
  loadSoon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, SETTLES);
  }

  /** Follow what the desk says of it; the answer ends that. */
  follow(): () => void {
    const ends = [
      live.on("ticket", (event) => event.ticket_id === this.id && this.loadSoon()),
      live.on("reset", () => this.loadSoon()),
      live.on("presence", (event) => {
        if (event.ticket_id === this.id) this.present.value = event.present;
      }),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  async #fetched(): Promise<[TicketShape, MessageShape[], TimelineEntry[]]> {
    const asked = { params: { path: { ticket_id: this.id } }, headers: this.headers };
    const [ticket, messages, timeline] = await Promise.all([
      taken(api.GET("/v1/tickets/{ticket_id}", asked)),
      taken(api.GET("/v1/tickets/{ticket_id}/messages", asked)),
      taken(api.GET("/v1/tickets/{ticket_id}/timeline", asked)),
    ]);
    return [ticket, messages.items, timeline.items];
  }

  /** What comes next is asked last: the rest does not wait for it. */
  async #look(turn: number): Promise<void> {
    const path = { params: { path: { ticket_id: this.id } } };
    const coming = await taken(api.GET("/v1/tickets/{ticket_id}/next", path));
    if (turn === this.#turn) this.coming.value = coming;
  }
}

const known = new Map<string, TicketStore>();

/** What is known of a ticket; what was looked at last is remembered. */
export function storeOf(id: string): TicketStore {
  const found = known.get(id) ?? new TicketStore(id);
  known.delete(id);
  known.set(id, found);
  const [oldest] = known.keys();
  if (known.size > REMEMBERED && oldest !== undefined) known.delete(oldest);
  return found;
}

/** The reader's own words swap places with the original: one choice for all messages. */
export const originalFirst: Signal<boolean> = signal(false);
