import { clockTime } from "../time";
import type { IdentityShape, PersonShape } from "./types";

/** What people are called: the name told last, of all that they gave. */
export function nameOf({ identities }: PersonShape): string | null {
  return [...identities].sort(lastFirst).find(({ name }) => name)?.name ?? null;
}

/** On which account somebody is known: "whatsapp", or "whatsapp / shop" where there are several. */
export function accountName({ channel, account }: { channel: string; account: string }): string {
  return account === "default" ? channel : `${channel} / ${account}`;
}

/** The time on the wall where somebody lives; the day besides, where it is not the reader's. */
export function timeThere(at: number, zone: string): string {
  return clockTime(at, zone);
}

/** The place that a zone is named after: "Sao Paulo". */
export function placeOf(zone: string): string {
  return (zone.split("/").at(-1) ?? zone).replaceAll("_", " ");
}

function lastFirst(one: IdentityShape, other: IdentityShape): number {
  return (other.wrote_at ?? "").localeCompare(one.wrote_at ?? "");
}
