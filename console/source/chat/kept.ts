import type { Keeping } from "./lent";

/** A few words that this device keeps; where it may keep nothing, the page's memory does. */
export class Kept {
  readonly #here = new Map<string, string>();

  constructor(
    readonly name: string,
    private readonly keeping: Keeping | null,
  ) {}

  get(key: string): string | null {
    return this.keeping?.getItem(`${this.name}/${key}`) ?? this.#here.get(key) ?? null;
  }

  /** Null forgets. */
  set(key: string, value: string | null): void {
    if (value === null) this.#here.delete(key);
    else this.#here.set(key, value);
    try {
      if (value === null) this.keeping?.removeItem(`${this.name}/${key}`);
      else this.keeping?.setItem(`${this.name}/${key}`, value);
    } catch {
      // full: the page's memory has it
    }
  }
}
