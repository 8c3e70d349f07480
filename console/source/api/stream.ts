import { request } from "./client";
import { EventReader, type StreamEvent } from "./events";
import { Away, Problem, problemOf } from "./problem";

const SILENCE = 40_000; // the desk says something every fifteen seconds
const SHORTEST = 1_000;
const LONGEST = 30_000;

export interface Wishes {
  readonly path: string;
  readonly on: (event: StreamEvent) => void;
  /** Whether the stream stands just now. */
  readonly standing: (stands: boolean) => void;
  readonly signal: AbortSignal;
  /** Where to go on, where somebody knows. */
  readonly after?: string | null;
  /** Who asks, where that is not whoever is signed in. */
  readonly headers?: Readonly<Record<string, string>>;
}

/** Follow a stream of events until `signal` says to stop; goes on where it was cut, and never gives up. */
export async function follow(wishes: Wishes): Promise<void> {
  const { path, on, standing, signal, after = null, headers = {} } = wishes;
  let last = after;
  let failed = 0;
  const heard = (event: StreamEvent) => {
    failed = 0;
    if (event.id !== null) last = event.id;
    on(event);
  };
  while (!signal.aborted) {
    try {
      await once(path, { ...headers, ...place(last) }, heard, () => standing(true), signal);
    } catch (error) {
      if (error instanceof Problem && error.status === 401) return;
      if (!(error instanceof Problem || error instanceof Away || isCut(error))) throw error;
    }
    standing(false);
    failed += 1;
    await pause(wait(failed), signal);
  }
}

/** How long to wait before another try: ever longer, and never all at the same moment. */
export function wait(failed: number, random = Math.random()): number {
  const longest = Math.min(LONGEST, SHORTEST * 2 ** Math.min(failed, 10));
  return longest * (0.5 + random / 2);
}

function place(last: string | null): Record<string, string> {
  return last === null ? {} : { "Last-Event-ID": last };
}

async function once(
  path: string,
  more: Readonly<Record<string, string>>,
  on: (event: StreamEvent) => void,
  stands: () => void,
  signal: AbortSignal,
): Promise<void> {
  const silence = new AbortController();
  const either = AbortSignal.any([signal, silence.signal]);
  const headers = { Accept: "text/event-stream", ...more };
  let watchdog = setTimeout(() => silence.abort(), SILENCE); // an answer may never begin, too
  try {
    const answer = await request(new Request(path, { headers, signal: either, cache: "no-store" }));
    if (!answer.ok) throw await problemOf(answer);
    if (!isStream(answer)) throw new Away(); // somebody between us and the desk speaks
    stands();
    const reader = new EventReader();
    const text = answer.body!.pipeThrough(new TextDecoderStream());
    for await (const piece of pieces(text)) {
      clearTimeout(watchdog);
      watchdog = setTimeout(() => silence.abort(), SILENCE);
      reader.read(piece).forEach(on);
    }
  } finally {
    clearTimeout(watchdog);
  }
}

function isStream(answer: Response): boolean {
  return answer.headers.get("Content-Type")?.startsWith("text/event-stream") ?? false;
}

async function* pieces(text: ReadableStream<string>): AsyncGenerator<string> {
  const reader = text.getReader(); // not every browser iterates a stream by itself
  for (let next = await reader.read(); !next.done; next = await reader.read()) yield next.value;
}

function isCut(error: unknown): boolean {
  return error instanceof TypeError || (error instanceof DOMException && error.name === "AbortError");
}

/** Wait, or less: until the network is back, or somebody looks at the page again. */
export function pause(milliseconds: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const done = () => {
      clearTimeout(timer);
      removeEventListener("online", done);
      document.removeEventListener("visibilitychange", done);
      signal.removeEventListener("abort", done);
      resolve();
    };
    const timer = setTimeout(done, milliseconds);
    addEventListener("online", done);
    document.addEventListener("visibilitychange", done);
    signal.addEventListener("abort", done);
  });
}
