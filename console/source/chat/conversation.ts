import { computed, signal } from "@preact/signals";
import type { Message } from "./desk/shapes";
import type { Waiting, WaitingMessage } from "./queue/waiting";

/** What was said so far: what the desk has, in its order, and after it what still waits on the device. */
export class Conversation {
  readonly messages = signal<readonly Message[]>([]);
  readonly waiting = signal<readonly Waiting[]>([]);
  /** Waiting messages that the desk does not have by any word of it. */
  readonly unsent = computed(() => {
    const known = new Set(this.messages.value.map(({ id }) => id));
    return this.waiting.value.filter(
      (one): one is WaitingMessage => one.kind === "message" && !known.has(one.id),
    );
  });
  /** All up to here has come, without a gap, as the desk tells it. */
  upTo = 0;
  /** Places of which the desk has only said that it has what was sent. */
  readonly #acknowledged = new Set<number>();
  /** The desk's newest word. */
  readonly lastAnswer = computed(() => this.messages.value.findLast(({ direction }) => direction === "out"));

  /** Take messages in; each stands once, at its place, however often and in what order they come. */
  take(found: readonly Message[]): void {
    if (found.length === 0) return;
    const byPlace = new Map(this.messages.value.map((one) => [one.position, one]));
    for (const one of found) {
      byPlace.set(one.position, one);
      this.#acknowledged.delete(one.position);
    }
    this.#show(byPlace);
    while (byPlace.has(this.upTo + 1) && !this.#acknowledged.has(this.upTo + 1)) this.upTo += 1;
  }

  /** Show what the desk has, as it was sent, until the desk itself tells it: it alone knows its files' names. */
  acknowledge(sent: Message): void {
    const byPlace = new Map(this.messages.value.map((one) => [one.position, one]));
    if (byPlace.has(sent.position) || sent.position <= this.upTo) return;
    this.#acknowledged.add(sent.position);
    this.#show(byPlace.set(sent.position, sent));
  }

  #show(byPlace: ReadonlyMap<number, Message>): void {
    this.messages.value = [...byPlace.values()].sort((one, other) => one.position - other.position);
  }

  /** Take in all that followed `upTo`, as far as it was told. */
  takeNext(found: readonly Message[]): void {
    this.take(found);
    this.upTo = Math.max(this.upTo, found.at(-1)?.position ?? 0);
  }

  /** What the desk said is gone, or was another's. What waits stays. */
  forget(): void {
    this.messages.value = [];
    this.#acknowledged.clear();
    this.upTo = 0;
  }

  /** Whether something before this one is missing. */
  lacks(position: number): boolean {
    return position > this.upTo + 1;
  }
}
