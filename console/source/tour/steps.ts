import type { Deed } from "./practice";

export type StepName = "begin" | "open" | "languages" | "claim" | "answer" | "next" | "solve" | "end";

/** One step of the tour. It is over when `when` holds, or when its reader goes on. */
export interface Step {
  readonly name: StepName;
  readonly when?: (seen: Seen) => boolean;
}

/** What the tour knows of its reader. */
export interface Seen {
  /** The ticket that is open. */
  readonly ticket: string | null;
  readonly done: ReadonlySet<Deed>;
}

export const STEPS: readonly Step[] = [
  { name: "begin" },
  { name: "open", when: ({ ticket }) => ticket !== null },
  { name: "languages" },
  { name: "claim", when: ({ done }) => done.has("claim") },
  { name: "answer", when: ({ done }) => done.has("replies") },
  { name: "next" },
  { name: "solve", when: ({ done }) => done.has("solve") },
  { name: "end" },
];

/** Where the tour stands once something was done: past all that is over from here on. */
export function goneOn(at: number, seen: Seen): number {
  let reached = at;
  while (STEPS[reached]?.when?.(seen)) reached += 1;
  return Math.min(reached, STEPS.length - 1);
}
