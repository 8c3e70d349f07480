/** One event of a stream: its name, its place in the stream where it has one, and its data. */
export interface StreamEvent {
  readonly name: string;
  readonly id: string | null;
  readonly data: unknown;
}

/** Cuts a stream of text into its events, as the HTML standard's "event stream" is written. */
export class EventReader {
  #rest = "";
  #name = "";
  #id: string | null = null;
  #data: string[] = [];

  /** The events that are whole once this piece has come. */
  read(piece: string): StreamEvent[] {
    const lines = (this.#rest + piece).split(/\r\n|\n|\r(?!$)/);
    this.#rest = lines.pop() ?? "";
    return lines.flatMap((line) => this.#line(line));
  }

  #line(line: string): StreamEvent[] {
    if (line === "") return this.#whole();
    const [field = "", ...rest] = line.split(":");
    const value = rest.join(":").replace(/^ /, "");
    if (field === "event") this.#name = value;
    if (field === "data") this.#data.push(value);
    if (field === "id") this.#id = value;
    return [];
  }

  #whole(): StreamEvent[] {
    const found = { name: this.#name || "message", id: this.#id, data: parsed(this.#data) };
    const isSaid = this.#data.length > 0;
    this.#name = "";
    this.#id = null;
    this.#data = [];
    return isSaid ? [found] : [];
  }
}

function parsed(lines: readonly string[]): unknown {
  return lines.length === 0 ? null : JSON.parse(lines.join("\n"));
}
