import type { WayShape } from "../types";
import type { Writing } from "./writing";

/** The way that the answer takes: the one that its author chose, the desk's choice, or the first closed one. */
export function usedWay(writing: Writing): WayShape | null {
  const { via } = writing.draft;
  const ways = writing.ways.value;
  const chosen = via && ways.find((one) => one.channel === via.channel && one.account === via.account);
  return chosen ?? ways.find(({ used }) => used) ?? ways[0] ?? null;
}
