import { type Signal, signal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Away, Problem } from "../api/problem";

/** Something that is fetched: what was there before stays until the new is there. */
export interface Loaded<Data> {
  readonly data: Signal<Data | null>;
  readonly error: Signal<Problem | Away | null>;
  readonly busy: Signal<boolean>;
  readonly again: () => Promise<void>;
}

/** Fetch, and again whenever `about` is another; an answer that was overtaken is dropped. */
export function useLoaded<Data>(fetching: () => Promise<Data>, about: readonly unknown[]): Loaded<Data> {
  const state = useMemo(() => {
    let turn = 0;
    let wanted = fetching;
    const data = signal<Data | null>(null);
    const error = signal<Problem | Away | null>(null);
    const busy = signal(false);
    const again = async () => {
      const mine = ++turn;
      busy.value = true;
      try {
        const found = await wanted();
        if (mine !== turn) return;
        data.value = found;
        error.value = null;
      } catch (failure) {
        if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
        if (mine === turn) error.value = failure;
      } finally {
        if (mine === turn) busy.value = false;
      }
    };
    return { data, error, busy, again, next: (other: () => Promise<Data>) => (wanted = other) };
  }, []);
  state.next(fetching);
  useEffect(() => {
    void state.again();
  }, about);
  return state;
}
