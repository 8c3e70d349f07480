import { signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { Away, Problem } from "../api/problem";
import { me } from "../session";
import { changedSince } from "./changes";
import type { TicketStore } from "./store";
import type { Priority, TicketShape, TimelineEntry } from "./types";

/** What somebody asks of a ticket, beside words. */
export type Command =
  | { readonly name: "claim" | "release" | "acknowledgements" | "solve" | "reopen"; readonly body: object }
  | { readonly name: "escalations"; readonly body: { reason: string } }
  | { readonly name: "priority"; readonly body: { priority: Priority } }
  | { readonly name: "hold"; readonly body: { reason: string; until: string } }
  | { readonly name: "merge"; readonly body: { into: string } }
  | { readonly name: "handovers"; readonly body: HandOver };

export interface HandOver {
  team: string;
  done: string;
  pending: string;
  next: string;
  promised: string;
}

/** A command that was refused: why, and what happened to the ticket meanwhile. */
export interface Failed {
  readonly command: Command;
  readonly error: Problem | Away;
  readonly changes: readonly TimelineEntry[];
}

// Whatever else happened, these mean the same.
const UNCONDITIONAL: ReadonlySet<Command["name"]> = new Set(["claim", "release", "acknowledgements"]);

/** Asks things of one ticket; what was refused stands in `failed` until it is looked at. */
export class Commanding {
  readonly failed = signal<Failed | null>(null);
  readonly busy = signal<Command["name"] | null>(null);

  constructor(readonly store: TicketStore) {}

  /** Ask; whether it was done. `anyway`: whatever has changed since. */
  async ask(command: Command, { anyway = false } = {}): Promise<boolean> {
    if (this.busy.peek() !== null) return false;
    this.busy.value = command.name;
    this.failed.value = null;
    const key = crypto.randomUUID();
    const before = this.store.seen?.place ?? 0;
    try {
      const seen = anyway || UNCONDITIONAL.has(command.name) ? null : this.store.seen;
      this.store.ticket.value = await this.#asked(command, key, seen);
      this.store.loadSoon();
      return true;
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
      this.failed.value = { command, error, changes: await this.#changes(before) };
      return false;
    } finally {
      this.busy.value = null;
    }
  }

  /** What only the desk's own errands made stale is asked again. */
  async #asked(command: Command, key: string, seen: { place: number; version: number } | null) {
    try {
      return await this.#post(command, key, seen?.version ?? null);
    } catch (error) {
      if (!(error instanceof Problem) || error.code !== "stale") throw error;
      if ((await this.#changes(seen?.place ?? 0)).length > 0) throw error;
      return this.#post(command, key, null);
    }
  }

  #post({ name, body }: Command, key: string, version: number | null): Promise<TicketShape> {
    const headers: Record<string, string> = { ...this.store.headers, "Idempotency-Key": key };
    if (version !== null) headers["If-Match"] = `W/"${version}"`;
    const path = { params: { path: { ticket_id: this.store.id } }, headers, body: body as never };
    return taken(api.POST(`/v1/tickets/{ticket_id}/${name}`, path)) as Promise<TicketShape>;
  }

  /** What others did since it was last looked at; the page shows it from then on. */
  async #changes(since: number): Promise<readonly TimelineEntry[]> {
    await this.store.load();
    return changedSince(this.store.timeline.peek(), since, me.peek()?.agent ?? "");
  }
}
