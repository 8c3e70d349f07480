import { computed, type ReadonlySignal, type Signal, signal } from "@preact/signals";
import type { Feed } from "./feed";

/** Which ticket of a list the keyboard is at: always one, so that the list is one stop for Tab. */
export class Picking {
  readonly id: Signal<string | null> = signal(null);
  /** The ticket whose row is to get the focus. */
  readonly wanted: Signal<string | null> = signal(null);
  readonly place: ReadonlySignal<number>;
  readonly #feed: Feed;

  constructor(feed: Feed) {
    this.#feed = feed;
    this.place = computed(() => {
      const { order, turn } = this.#feed;
      void turn.value; // the order is another one
      const at = this.id.value === null ? -1 : order.indexOf(this.id.value);
      return at < 0 && order.length > 0 ? 0 : at;
    });
  }

  /** The ticket that the keyboard is at. */
  get ticket(): string | null {
    return this.#feed.order[this.place.peek()] ?? null;
  }

  /** Be at a ticket, whose row has the focus already. */
  pick(id: string): void {
    this.id.value = id;
  }

  /** Be at a ticket, and bring the focus there. */
  focus(id: string): void {
    this.id.value = id;
    this.wanted.value = id;
  }

  /** Move up or down; the first step only shows where one is. */
  move(by: number): void {
    const { order } = this.#feed;
    const begun = this.id.peek() !== null && order.includes(this.id.peek()!);
    const next = begun ? this.place.peek() + by : this.place.peek();
    const id = order[Math.min(Math.max(next, 0), order.length - 1)];
    if (id !== undefined) this.focus(id);
  }
}
