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

class Loading<Data> implements Loaded<Data> {
  readonly data = signal<Data | null>(null);
  readonly error = signal<Problem | Away | null>(null);
  readonly busy = signal(false);
  #turn = 0;

  constructor(public fetching: () => Promise<Data>) {}

  readonly again = async (): Promise<void> => {
    const mine = ++this.#turn;
    this.busy.value = true;
    const outcome = await this.fetching().then(
      (data) => ({ data, error: null }),
      (error) => ({ data: this.data.value, error: known(error) }),
    );
    if (mine !== this.#turn) return;
    this.data.value = outcome.data;
    this.error.value = outcome.error;
    this.busy.value = false;
  };
}

function known(error: unknown): Problem | Away {
  if (error instanceof Problem || error instanceof Away) return error;
  throw error;
}

/** Fetch, and again whenever `about` is another; an answer that was overtaken is dropped. */
export function useLoaded<Data>(fetching: () => Promise<Data>, about: readonly unknown[]): Loaded<Data> {
  const loading = useMemo(() => new Loading(fetching), []);
  loading.fetching = fetching;
  useEffect(() => {
    void loading.again();
  }, about);
  return loading;
}
