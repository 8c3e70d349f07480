import type { Keeping } from "../lent";
import type { Store, Waiting } from "./waiting";

/** `localStorage`, or what stands in for it, for browsers that keep no database for a frame. It holds no files. */
export class Local implements Store {
  readonly lasting = true;

  constructor(
    private readonly name: string,
    private readonly storage: Keeping,
  ) {}

  async all(): Promise<readonly Waiting[]> {
    const keys = Array.from({ length: this.storage.length }, (_, at) => this.storage.key(at) ?? "");
    return keys.filter((key) => key.startsWith(this.#key(""))).flatMap((key) => this.#read(key));
  }

  async put(one: Waiting): Promise<void> {
    if (one.kind === "message" && one.files.some(({ content }) => content !== null)) {
      throw new TypeError("localStorage keeps no files");
    }
    this.storage.setItem(this.#key(one.id), JSON.stringify(one));
  }

  async remove(id: string): Promise<void> {
    this.storage.removeItem(this.#key(id));
  }

  #key(id: string): string {
    return `${this.name}/waiting/${id}`;
  }

  /** What somebody else wrote under the name is none of ours. */
  #read(key: string): Waiting[] {
    try {
      const found: unknown = JSON.parse(this.storage.getItem(key) ?? "null");
      return isWaiting(found) ? [found] : [];
    } catch (error) {
      if (error instanceof SyntaxError) return [];
      throw error;
    }
  }
}

function isWaiting(found: unknown): found is Waiting {
  return typeof found === "object" && found !== null && "id" in found && "kind" in found && "place" in found;
}
