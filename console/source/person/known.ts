import { effect, type Signal, signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Away, Problem } from "../api/problem";
import { me } from "../session";
import type { PersonShape } from "./types";

const REMEMBERED = 30; // people whose page is there at once when somebody comes back to them
const SETTLES = 300; // milliseconds: events come in bunches

/** What is known here of one person; it is fetched anew when one of their tickets changes. */
export class PersonStore {
  readonly person: Signal<PersonShape | null> = signal(null);
  readonly error: Signal<Problem | Away | null> = signal(null);
  /** Whether somebody here began to erase them. */
  readonly erasing = signal(false);
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  constructor(readonly id: string) {}

  /** Fetch it; an answer that was overtaken is dropped, and nothing stays of whoever is gone. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const path = { params: { path: { customer_id: this.id } } };
      const found = await taken(api.GET("/v1/customers/{customer_id}", path));
      if (turn === this.#turn) this.#stands(found, null);
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
      if (turn === this.#turn) this.#stands(isGone(error) ? null : this.person.peek(), error);
    }
  }

  /** What a step about them was answered with. */
  stands(person: PersonShape): void {
    this.#turn += 1;
    this.#stands(person, null);
  }

  /** Follow what the desk says of their tickets; the answer ends that. */
  follow(): () => void {
    const ends = [
      live.on("ticket", ({ ticket_id }) => {
        if (this.person.peek()?.tickets.some(({ id }) => id === ticket_id)) this.#soon();
      }),
      live.on("reset", () => this.#soon()),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, SETTLES);
  }

  #stands(person: PersonShape | null, error: Problem | Away | null): void {
    this.person.value = person;
    this.error.value = error;
  }
}

const stores = new Map<string, PersonStore>();

/** The one store of a person; the last few stay. */
export function personOf(id: string): PersonStore {
  const found = stores.get(id) ?? new PersonStore(id);
  stores.delete(id);
  stores.set(id, found);
  for (const oldest of [...stores.keys()].slice(0, Math.max(0, stores.size - REMEMBERED))) {
    stores.delete(oldest);
  }
  return found;
}

/** Forget all of them: another key may see less. */
export function forgetPeople(): void {
  stores.clear();
}

let reader: string | null = null;
effect(() => {
  const now = me.value?.key_id ?? null;
  if (now !== reader) forgetPeople();
  reader = now;
});

/** Whether the person is not there any more, or not for this key. */
export function isGone(error: Problem | Away | null): error is Problem {
  return error instanceof Problem && (error.status === 404 || error.status === 410);
}
