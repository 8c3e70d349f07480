import { signal } from "@preact/signals";

/** An instant that a page shows on the strip: a deadline of the ticket that is open. */
export interface Mark {
  readonly at: number;
  readonly label: string;
  readonly state: "running" | "warned" | "breached" | "met";
}

export const marks = signal<readonly Mark[]>([]);
