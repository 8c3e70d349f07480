import { Away, Problem } from "../../api/problem";
import { pause, wait } from "../../api/stream";
import type { DeviceQueue } from "./queue";
import type { Waiting } from "./waiting";

/** Gives one thing to the desk; done once the desk has said that it has it. Throws Away or Problem. */
export type Give = (one: Waiting, stop: AbortSignal) => Promise<void>;

// What the desk says of a message that it will not take however often it is asked. Anything else may pass.
const NEVER = new Set([400, 409, 410, 413, 415, 422]);
const LOOK_AGAIN = 30_000;

interface Ways {
  /** What waits, in order. */
  readonly find?: () => Promise<readonly Waiting[]>;
  /** How long to wait before which attempt, in milliseconds. */
  readonly waits?: (attempt: number) => number;
}

/** Sends what waits, one after the other, in order; never gives up, and forgets nothing unacknowledged. */
export class Sender {
  readonly #find: NonNullable<Ways["find"]>;
  readonly #waits: NonNullable<Ways["waits"]>;
  #nudged = new AbortController();
  /** Acknowledged, whether or not the device could forget it. */
  readonly #taken = new Set<string>();

  constructor(
    private readonly queue: DeviceQueue,
    private readonly give: Give,
    { find = () => queue.all(), waits = wait }: Ways = {},
  ) {
    this.#find = find;
    this.#waits = waits;
  }

  /** Look again now: something was said, or the network is back. */
  nudge(): void {
    this.#nudged.abort();
  }

  /** Send until told to stop. */
  async run(stop: AbortSignal): Promise<void> {
    let failed = 0;
    while (!stop.aborted) {
      this.#nudged = new AbortController(); // before looking, so that no nudge is missed
      const next = (await this.#find()).find((one) => this.#isDue(one));
      const delay = next === undefined ? LOOK_AGAIN : await this.#send(next, failed + 1, stop);
      failed = next === undefined || delay === null ? 0 : failed + 1;
      if (delay !== null) await pause(delay, AbortSignal.any([stop, this.#nudged.signal]));
    }
  }

  #isDue({ id, refused }: Waiting): boolean {
    return refused === undefined && !this.#taken.has(id);
  }

  /** How long to wait before it is tried again; null where it is done with. */
  async #send(one: Waiting, attempt: number, stop: AbortSignal): Promise<number | null> {
    try {
      await this.give(one, stop);
    } catch (error) {
      if (!(error instanceof Problem)) return this.#known(error, attempt);
      // What is said meanwhile does not hurry a desk that named a time.
      if (error.comeBackIn !== null) await pause(error.comeBackIn * 1_000, stop);
      if (!NEVER.has(error.status)) return this.#waits(attempt);
      const refused = error.faults[0]?.detail ?? error.detail;
      await this.queue.change({ ...one, refused });
      return null;
    }
    this.#taken.add(one.id);
    await this.queue.remove(one.id);
    return null;
  }

  #known(error: unknown, attempt: number): number {
    if (!(error instanceof Away || isAbort(error))) console.error(error); // a fault of ours loses nothing either
    return this.#waits(attempt);
  }
}

function isAbort(error: unknown): boolean {
  return error instanceof DOMException && (error.name === "AbortError" || error.name === "TimeoutError");
}
