import { useEffect } from "preact/hooks";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Problem } from "../api/problem";
import { type Loaded, useLoaded } from "../parts/loading";
import { type Asked, queryOf } from "./asked";
import type { Analytics } from "./numbers";

const CALM = 4_000; // milliseconds: numbers that jump at every message are read by nobody
const BEHIND = "figures_behind";

/** What the board shows: by a group, and as time went. */
export interface Board {
  readonly groups: Analytics;
  readonly trend: Analytics;
}

async function load(asked: Asked): Promise<Board> {
  const query = queryOf(asked);
  const [groups, trend] = await Promise.all([
    taken(api.GET("/v1/analytics", { params: { query: { ...query, by: [asked.by] } } })),
    taken(api.GET("/v1/analytics", { params: { query: { ...query, by: [asked.length] } } })),
  ]);
  return { groups, trend };
}

/** The figures of what is asked, kept fresh: by what happens, and while they are being counted. */
export function useBoard(asked: Asked): Loaded<Board> {
  const { period, from, to, by, narrowed } = asked;
  const loaded = useLoaded(() => load(asked), [period, from, to, by, JSON.stringify(narrowed)]);
  useFresh(loaded.again);
  const behind = behindBy(loaded.error.value);
  useEffect(() => {
    if (behind === null) return;
    const waiting = setTimeout(() => void loaded.again(), 1_000);
    return () => clearTimeout(waiting);
  }, [loaded.error.value]);
  return loaded;
}

/** How much of the ledger is counted, where the figures are not there yet; null where they are. */
export function behindBy(error: unknown): number | null {
  if (!(error instanceof Problem) || error.code !== BEHIND) return null;
  const { counted, of } = error.body as { counted: number; of: number };
  return of > 0 ? counted / of : 0;
}

/** Load again some moments after something happened: once, however much it was. */
function useFresh(again: () => Promise<void>): void {
  useEffect(() => {
    let waiting: ReturnType<typeof setTimeout> | undefined;
    const soon = () => {
      waiting ??= setTimeout(() => {
        waiting = undefined;
        if (!document.hidden) void again();
      }, CALM);
    };
    const seen = () => void (document.hidden || again());
    const ends = [live.on("ticket", soon), live.on("reset", soon)];
    document.addEventListener("visibilitychange", seen);
    return () => {
      clearTimeout(waiting);
      document.removeEventListener("visibilitychange", seen);
      for (const end of ends) end();
    };
  }, []);
}
