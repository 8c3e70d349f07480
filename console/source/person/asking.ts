import { type Signal, useSignal } from "@preact/signals";
import { Away, Problem } from "../api/problem";

export interface Asking {
  readonly busy: Signal<boolean>;
  readonly error: Signal<Problem | Away | null>;
  /** Do something that may be refused; whether it was done. */
  readonly ask: (step: () => Promise<void>) => Promise<boolean>;
}

/** One step at a time, with what the desk said to the last that it refused. */
export function useAsking(): Asking {
  const busy = useSignal(false);
  const error = useSignal<Problem | Away | null>(null);
  const ask = async (step: () => Promise<void>) => {
    if (busy.peek()) return false;
    busy.value = true;
    error.value = null;
    try {
      await step();
      return true;
    } catch (failure) {
      if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
      error.value = failure;
      return false;
    } finally {
      busy.value = false;
    }
  };
  return { busy, error, ask };
}
