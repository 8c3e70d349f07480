import type { FromChat } from "../loader/protocol";

/** As much of `Storage` as is used here. */
export type Keeping = Pick<Storage, "length" | "key" | "getItem" | "setItem" | "removeItem">;

/**
 * What the page around keeps for us, where a browser lets a frame keep nothing. Scripts of that page can read it: it is
 * asked only where the alternative is to lose what somebody wrote.
 */
export class Lent implements Keeping {
  readonly #kept: Map<string, string>;

  constructor(
    kept: Readonly<Record<string, string>>,
    private readonly tell: (said: FromChat) => void,
  ) {
    this.#kept = new Map(Object.entries(kept));
  }

  get length(): number {
    return this.#kept.size;
  }

  key(at: number): string | null {
    return [...this.#kept.keys()][at] ?? null;
  }

  getItem(key: string): string | null {
    return this.#kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.#kept.set(key, value);
    this.tell({ meridian: "keep", key, value });
  }

  removeItem(key: string): void {
    this.#kept.delete(key);
    this.tell({ meridian: "keep", key, value: null });
  }
}

/** The frame's own `localStorage`; null where the browser forbids it. */
export function ownKeeping(): Keeping | null {
  try {
    localStorage.setItem("meridian.chat", "yes"); // some browsers forbid no more than the writing
    return localStorage;
  } catch {
    return null;
  }
}
