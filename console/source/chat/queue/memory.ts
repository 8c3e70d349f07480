import type { Store, Waiting } from "./waiting";

/** The page's own memory: the last resort, gone with the page. */
export class Memory implements Store {
  readonly lasting = false;
  readonly #kept = new Map<string, Waiting>();

  async all(): Promise<readonly Waiting[]> {
    return [...this.#kept.values()];
  }

  async put(one: Waiting): Promise<void> {
    this.#kept.set(one.id, one);
  }

  async remove(id: string): Promise<void> {
    this.#kept.delete(id);
  }
}
