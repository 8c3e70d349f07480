import type { ComponentChildren } from "preact";

/** A word beside something; `state` colours it, and the word says the same. */
export function Chip({ state, children }: { state?: string | undefined; children: ComponentChildren }) {
  return (
    <span class="chip" data-state={state}>
      {children}
    </span>
  );
}
