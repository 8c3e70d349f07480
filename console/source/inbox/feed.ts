import { batch, type Signal, signal } from "@preact/signals";
import type { TicketEvent } from "../api/live";
import { Away, Problem } from "../api/problem";
import { isBefore } from "./order";
import {
  type Gone,
  type Listed,
  type ListedTicket,
  type Query,
  type Row,
  rowOf,
  type TicketList,
} from "./types";

/** Asks for a page of tickets. Throws Problem or Away. */
export type Fetching = (query: Query) => Promise<TicketList>;

const PAGE = 100;
const FIRST = 50;
const SETTLES = 400; // milliseconds: events come in bunches
const MOST_ASKED = 100; // tickets that one request may name
const OVER: ReadonlySet<string> = new Set(["solved", "closed"]);

/**
 * The tickets of one list, as far as they were looked at.
 *
 * What changes is changed where it stands; what is new waits in `fresh` until somebody wants it; what
 * belongs elsewhere stays and says so. So nothing moves under the reader's hand.
 */
export class Feed {
  /** The tickets in their order; it changes in place, and `turn` says when. */
  readonly order: string[] = [];
  readonly turn = signal(0);
  readonly length = signal(0);
  /** Whether there is nothing further down. */
  readonly complete = signal(false);
  /** Whether the first page is there. */
  readonly begun = signal(false);
  readonly busy = signal(false);
  readonly error = signal<Problem | Away | null>(null);
  /** Regions that did not answer. */
  readonly missing = signal<readonly string[]>([]);
  /** Tickets that would stand in the list if it were looked at anew. */
  readonly fresh = signal<readonly string[]>([]);
  readonly #rows = new Map<string, Signal<Row>>();
  readonly #heard = new Map<string, TicketEvent | null>();
  #next: string | null = null;
  #timer: ReturnType<typeof setTimeout> | null = null;
  #asking = 0;

  constructor(
    readonly query: Query,
    readonly fetching: Fetching,
  ) {}

  /** One of its tickets. */
  row(id: string): Signal<Row> | undefined {
    return this.#rows.get(id);
  }

  /** The ticket at a place. */
  at(place: number): Signal<Row> | undefined {
    const id = this.order[place];
    return id === undefined ? undefined : this.#rows.get(id);
  }

  /** Look at the list from its beginning; what was there stays until the answer is. */
  async load(): Promise<void> {
    const turn = ++this.#asking;
    const page = await this.#asked({ ...this.query, limit: this.begun.peek() ? PAGE : FIRST });
    if (page === null || turn !== this.#asking) return;
    batch(() => {
      this.order.length = 0;
      this.#rows.clear();
      this.fresh.value = [];
      this.#append(page);
      this.begun.value = true;
    });
  }

  /** Look further down. */
  async more(): Promise<void> {
    if (this.busy.peek() || this.#next === null) return;
    const turn = this.#asking;
    const page = await this.#asked({ ...this.query, limit: PAGE, cursor: this.#next });
    if (page !== null && turn === this.#asking) batch(() => this.#append(page));
  }

  /** Something happened to a ticket, or may have. */
  heard(event: TicketEvent): void {
    this.#heard.set(event.ticket_id, event);
    this.#soon();
  }

  /** Look at one of the tickets again. */
  async refresh(id: string): Promise<void> {
    this.#heard.set(id, null);
    await this.settle();
  }

  /** Show something of a ticket before the desk has said so. */
  patch(id: string, change: Partial<Listed>): void {
    const row = this.#rows.get(id);
    if (row) row.value = { ...row.value, ticket: { ...row.value.ticket, ...change } };
  }

  /** Ask at once what became of the tickets that something happened to. */
  async settle(): Promise<void> {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    const turn = this.#asking;
    const heard = new Map([...this.#heard].slice(0, MOST_ASKED));
    for (const id of heard.keys()) this.#heard.delete(id);
    if (heard.size === 0 || !this.begun.peek()) return;
    const page = await this.#looked({ ...this.query, id: [...heard.keys()], limit: MOST_ASKED });
    if (page === null || turn !== this.#asking) return;
    batch(() => this.#learn(page.items, heard));
    if (this.#heard.size > 0) this.#soon();
  }

  /** Hear of nothing more. */
  stop(): void {
    this.#asking += 1;
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#heard.clear();
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => void this.settle(), SETTLES);
  }

  #append({ items, next, missing }: TicketList): void {
    for (const item of items) {
      if (!this.#rows.has(item.id)) this.order.push(item.id);
      this.#put(rowOf(item));
    }
    this.#next = next;
    this.turn.value += 1;
    this.length.value = this.order.length;
    this.complete.value = next === null;
    this.missing.value = missing ?? [];
  }

  #put(row: Row): void {
    const standing = this.#rows.get(row.ticket.id);
    if (standing) standing.value = row;
    else this.#rows.set(row.ticket.id, signal(row));
  }

  #learn(items: readonly ListedTicket[], heard: ReadonlyMap<string, TicketEvent | null>): void {
    const found = new Map(items.map((item) => [item.id, item]));
    const fresh = new Set(this.fresh.peek());
    for (const [id, event] of heard) {
      const item = found.get(id);
      if (this.#renewed(id, item, event)) continue;
      if (item && this.#belongs(item)) fresh.add(id);
      else fresh.delete(id);
    }
    if (fresh.size !== this.fresh.peek().length) this.fresh.value = [...fresh];
    if (fresh.size > 0 && this.order.length === 0) void this.load(); // nothing is there that could jump
  }

  /** Show how a ticket is now that stands in the list; whether one does. */
  #renewed(id: string, item: ListedTicket | undefined, event: TicketEvent | null): boolean {
    const standing = this.#rows.get(id);
    if (standing) standing.value = item ? rowOf(item) : { ...standing.value, gone: goneBy(event) };
    return standing !== undefined;
  }

  /** Whether a ticket would stand among those that were looked at, and not further down. */
  #belongs(item: ListedTicket): boolean {
    if (this.complete.peek()) return true;
    const last = this.at(this.order.length - 1);
    return last === undefined || isBefore(this.query, item, last.peek().ticket);
  }

  async #asked(query: Query): Promise<TicketList | null> {
    this.busy.value = true;
    const page = await this.#looked(query);
    this.busy.value = false;
    return page;
  }

  async #looked(query: Query): Promise<TicketList | null> {
    try {
      const page = await this.fetching(query);
      this.error.value = null;
      return page;
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
      this.error.value = error;
      return null;
    }
  }
}

function goneBy(event: TicketEvent | null): Gone {
  if (event === null) return "moved";
  if (event.kind === "ticket_merged") return "merged";
  return OVER.has(event.status) ? (event.status as Gone) : "moved";
}
