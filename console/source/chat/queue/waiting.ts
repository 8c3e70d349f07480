/** A file that goes with a message. `id` is the desk's, once the desk has it. */
export interface WaitingFile {
  readonly key: string;
  readonly name: string;
  readonly type: string;
  readonly bytes: number;
  readonly content: Blob | null;
  readonly id: string | null;
}

interface Kept {
  /** Made on this device; the desk knows by it what it has already. */
  readonly id: string;
  /** What is lower was said earlier. It is no time, though it looks like one. */
  readonly place: number;
  /** Why the desk will never take it; it is not sent again, and stays until somebody takes it away. */
  readonly refused?: string;
}

export interface WaitingMessage extends Kept {
  readonly kind: "message";
  readonly text: string;
  readonly files: readonly WaitingFile[];
  readonly name?: string;
  readonly email?: string;
}

export interface WaitingRating extends Kept {
  readonly kind: "rating";
  readonly score: number;
  readonly comment: string;
}

export interface WaitingConsent extends Kept {
  readonly kind: "consent";
  readonly purpose: string;
  readonly given: boolean;
}

/** What the desk has yet to acknowledge. */
export type Waiting = WaitingMessage | WaitingRating | WaitingConsent;

type Without<One, Name extends PropertyKey> = One extends unknown ? Omit<One, Name> : never;
/** The same, before it has a place. */
export type Said = Without<Waiting, "place">;

/** A place where what waits is kept. */
export interface Store {
  /** Whether it is still there after the page was closed. */
  readonly lasting: boolean;
  /** All of it, in no order. Throws where it cannot be read. */
  all(): Promise<readonly Waiting[]>;
  /** Keep, over what it was before. Throws where it cannot be kept. */
  put(one: Waiting): Promise<void>;
  remove(id: string): Promise<void>;
}

/** A name that no other thing has, made by chance and by no clock. */
export function newId(): string {
  if (typeof crypto.randomUUID === "function") return crypto.randomUUID();
  const bytes = crypto.getRandomValues(new Uint8Array(16)); // a page without https has no randomUUID
  bytes[6] = (bytes[6]! & 0x0f) | 0x40;
  bytes[8] = (bytes[8]! & 0x3f) | 0x80;
  const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
  return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
