import { effect } from "@preact/signals";
import { TOKEN } from "./desk/visitor";
import { Kept } from "./kept";
import type { Keeping } from "./lent";
import { DeviceQueue, storesOf } from "./queue/queue";
import { Session } from "./session";
import { subjectOf } from "./who";
import { language } from "./words";

const LONGEST_PAGE = 2_000; // that the desk takes

export interface Place {
  readonly account: string;
  /** Of the page around: origin and path. */
  readonly page: string | null;
  readonly keeping: Keeping | null;
}

/** The conversation of whoever the site says is there: each has their own on this device. */
export function sessionOf(identity: string | null, place: Place, before: Session | null): Session {
  const { account, page, keeping } = place;
  const nobody = nameOf(null, account);
  const strangers = new Kept(nobody, keeping);
  const coming = {
    account,
    identity,
    page: page?.slice(0, LONGEST_PAGE) ?? null,
    before: identity === null ? null : strangers.get(TOKEN),
    language: () => language.peek().tag,
  };
  const next = new Session(nameOf(identity, account), coming, keeping);
  before?.end();
  next.begin();
  if (identity === null) return next;
  const theirs = before?.name === nobody ? before.queue : new DeviceQueue(nobody, storesOf(nobody, keeping));
  void handOver(theirs, next.queue);
  effect(() => {
    if (next.visitor.arrival.value !== null) strangers.set(TOKEN, null); // it is theirs now, and nobody's who comes after
  });
  return next;
}

export function nameOf(identity: string | null, account: string): string {
  return `meridian.chat/${account}/${subjectOf(identity)}`;
}

/** What a stranger said and the desk does not have yet is said by who they turned out to be. */
async function handOver(from: DeviceQueue, to: DeviceQueue): Promise<void> {
  for (const one of await from.all()) {
    await to.put(one);
    await from.remove(one.id);
  }
  from.close();
}
