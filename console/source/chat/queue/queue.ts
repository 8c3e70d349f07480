import type { Keeping } from "../lent";
import { Indexed } from "./indexed";
import { Local } from "./local";
import { Memory } from "./memory";
import type { Said, Store, Waiting } from "./waiting";

/** The stores of this device, the best first; a browser may forbid each of them but the last. */
export function storesOf(name: string, keeping: Keeping | null): readonly Store[] {
  return [
    ...possibly(() => new Indexed(name, indexedDB)),
    ...(keeping ? [new Local(name, keeping)] : []),
    new Memory(),
  ];
}

function possibly<One>(make: () => One): One[] {
  try {
    return [make()];
  } catch {
    return []; // a frame whose storage is forbidden throws as soon as it is named
  }
}

/** What waits on this device for the desk's word that it has it. */
export class DeviceQueue {
  /** Be told of each change, made here or in another tab. */
  onChange: () => void = () => {};
  #channel: BroadcastChannel | null;

  constructor(
    name: string,
    private readonly stores: readonly Store[],
  ) {
    this.#channel = possibly(() => new BroadcastChannel(`${name}/queue`))[0] ?? null; // none where storage is forbidden
    this.#channel?.addEventListener("message", () => this.onChange());
  }

  /** All that waits, in the order in which it was said. */
  all(): Promise<readonly Waiting[]> {
    return this.#in(this.stores);
  }

  /** Of it what only this page can reach. */
  here(): Promise<readonly Waiting[]> {
    return this.#in(this.stores.filter(({ lasting }) => !lasting));
  }

  async #in(stores: readonly Store[]): Promise<readonly Waiting[]> {
    const found = await Promise.all(stores.map(read));
    const byId = new Map(found.flat().map((one) => [one.id, one]));
    return [...byId.values()].sort((one, other) => one.place - other.place);
  }

  /** Keep it, at the end; says whether it outlives the page. */
  async add(said: Said): Promise<boolean> {
    const last = (await this.all()).at(-1)?.place ?? 0;
    const place = Math.max(Date.now(), last + 1); // a clock that goes back turns no order around
    return this.#keep({ ...said, place } as Waiting);
  }

  /** Keep what has a place already. */
  async put(one: Waiting): Promise<void> {
    await this.#keep(one);
  }

  /** Keep what has changed about it, unless it has gone meanwhile. */
  async change(one: Waiting): Promise<void> {
    if ((await this.all()).some(({ id }) => id === one.id)) await this.#keep(one);
  }

  /** The desk has it, or somebody took it back. */
  async remove(id: string): Promise<void> {
    await this.#removeFrom(this.stores, id);
    this.#tell();
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }

  async #keep(one: Waiting): Promise<boolean> {
    for (const store of this.stores) {
      try {
        await store.put(one);
      } catch {
        continue; // full, forbidden or gone: the next one
      }
      await this.#removeFrom(
        this.stores.filter((other) => other !== store),
        one.id,
      );
      this.#tell();
      return store.lasting;
    }
    throw new Error("no store keeps it"); // memory always does
  }

  async #removeFrom(stores: readonly Store[], id: string): Promise<void> {
    await Promise.allSettled(stores.map((store) => store.remove(id)));
  }

  #tell(): void {
    this.onChange();
    this.#channel?.postMessage(null);
  }
}

/** A store that cannot be read has nothing that could be sent. */
async function read(store: Store): Promise<readonly Waiting[]> {
  try {
    return await store.all();
  } catch {
    return [];
  }
}
