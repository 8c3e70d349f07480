import { signal } from "@preact/signals";
import { api, onAnswer, taken } from "../../api/client";
import { Away, Problem } from "../../api/problem";
import { me } from "../../session";
import { changedSince } from "../changes";
import type { TicketShape, TimelineEntry } from "../types";
import { putBack } from "./drafts";

export interface Via {
  readonly channel: string;
  readonly account: string;
}

export interface File {
  readonly name: string;
  readonly content: string;
}

/** Words that are on their way: an answer or a note, under a key by which it goes out once. */
export interface Waiting {
  readonly key: string;
  readonly who: string;
  readonly ticket: string;
  readonly note: boolean;
  readonly body: Body;
  /** The last place of the ledger that its author had seen, and the version; null: it goes whatever happened. */
  readonly seen: { readonly place: number; readonly version: number } | null;
  /** How often it left, as far as anybody knows. */
  readonly tried: number;
  readonly at: string;
}

export interface Body {
  readonly text: string;
  readonly language?: string;
  readonly via?: Via;
  readonly despite?: string[];
  readonly attachments?: File[];
}

/** Why something did not go: what the desk said, and what happened to the ticket meanwhile. */
export interface Refused {
  readonly waiting: Waiting;
  readonly error: Problem;
  readonly changes: readonly TimelineEntry[];
}

const KEPT = "meridian.outbox.";

/** All that waits on this device, whoever wrote it. */
export const outbox = signal<readonly Waiting[]>(kept());
/** What was refused, until somebody looks at it. */
export const refusals = signal<readonly Refused[]>([]);

const SECOND = 1_000;
const LATER: ReadonlySet<number> = new Set([401, 429, 500, 502, 503, 504]);
const arrived = new Set<(waiting: Waiting, ticket: TicketShape) => void>();
let under: Promise<void> | null = null;
let timer: ReturnType<typeof setTimeout> | null = null;
let pause = SECOND;

/** Be told of what has arrived; the answer ends it. */
export function onArrival(listener: (waiting: Waiting, ticket: TicketShape) => void): () => void {
  arrived.add(listener);
  return () => arrived.delete(listener);
}

/** Send something as soon as the desk answers; until then it is kept. */
export function send(waiting: Waiting): Promise<void> {
  put(waiting);
  return flush();
}

/** Take back what has not left yet; false where it may have. */
export function takeBack(key: string): boolean {
  const found = outbox.peek().find((one) => one.key === key);
  if (!found || found.tried > 0) return false;
  drop(key);
  return true;
}

/** Look at a refusal: it is told no more. */
export function seenRefusal(key: string): void {
  refusals.value = refusals.value.filter(({ waiting }) => waiting.key !== key);
}

/** Try all that waits and is one's own, one after the other. */
export function flush(): Promise<void> {
  under ??= inTurn().finally(() => {
    under = null;
  });
  return under;
}

async function inTurn(): Promise<void> {
  if (timer !== null) clearTimeout(timer);
  timer = null;
  const own = () => outbox.peek().find(({ who }) => who === me.peek()?.key_id);
  for (let next = own(); next; next = own()) {
    const wait = await attempt(next);
    if (wait === null) continue;
    pause = Math.min(pause * 2, 30 * SECOND);
    timer = setTimeout(() => void flush(), Math.max(wait, pause));
    return;
  }
  pause = SECOND;
}

/** Send one; null where that is settled, else after how long to try again. */
async function attempt(waiting: Waiting): Promise<number | null> {
  if (!navigator.onLine) return 0;
  const leaving = { ...waiting, tried: waiting.tried + 1 };
  put(leaving);
  try {
    const ticket = await posted(leaving);
    drop(waiting.key);
    for (const listener of arrived) listener(leaving, ticket);
    return null;
  } catch (error) {
    if (error instanceof Away) return 0;
    if (!(error instanceof Problem)) throw error;
    if (LATER.has(error.status)) return (error.comeBackIn ?? 0) * SECOND;
    return refuse(leaving, error);
  }
}

async function refuse(waiting: Waiting, error: Problem): Promise<number | null> {
  const changes = await whatChanged(waiting);
  if (changes === null) return 0;
  if (error.code === "stale" && changes.length === 0) {
    // Only the desk's own errands: its author knows all that matters, so it goes as it is.
    put({ ...waiting, seen: null });
    return null;
  }
  putBack(waiting.who, waiting.ticket, waiting.body.text, waiting.note);
  drop(waiting.key);
  refusals.value = [...refusals.value, { waiting, error, changes }];
  return null;
}

/** What others did since; null where nobody answers. */
async function whatChanged({ ticket, seen }: Waiting): Promise<readonly TimelineEntry[] | null> {
  if (seen === null) return [];
  try {
    const path = { params: { path: { ticket_id: ticket } } };
    const { items } = await taken(api.GET("/v1/tickets/{ticket_id}/timeline", path));
    return changedSince(items, seen.place, me.peek()?.agent ?? "");
  } catch (error) {
    if (error instanceof Away) return null;
    if (error instanceof Problem) return [];
    throw error;
  }
}

function posted({ ticket, note, body, key, seen }: Waiting): Promise<TicketShape> {
  const headers: Record<string, string> = { "Idempotency-Key": key };
  if (seen !== null) headers["If-Match"] = `W/"${seen.version}"`;
  const params = { path: { ticket_id: ticket } };
  if (note) {
    return taken(api.POST("/v1/tickets/{ticket_id}/notes", { params, headers, body: { text: body.text } }));
  }
  return taken(api.POST("/v1/tickets/{ticket_id}/replies", { params, headers, body: whole(body) }));
}

function whole({ attachments, via, ...rest }: Body) {
  return {
    ...rest,
    ...(via ? { via: { ...via } } : {}),
    ...(attachments ? { attachments: attachments.map((one) => ({ ...one })) } : {}),
  };
}

function drop(key: string): void {
  outbox.value = outbox.peek().filter((one) => one.key !== key);
  localStorage.removeItem(KEPT + key);
}

function put(waiting: Waiting): void {
  const others = outbox.peek().filter(({ key }) => key !== waiting.key);
  outbox.value = inOrder([...others, waiting]);
  try {
    localStorage.setItem(KEPT + waiting.key, JSON.stringify(waiting));
  } catch (error) {
    if (!(error instanceof DOMException)) throw error; // the device is full: it waits in this page
  }
}

/** What this device has kept, of this tab and of others. */
function kept(): readonly Waiting[] {
  const names = Object.keys(localStorage).filter((name) => name.startsWith(KEPT));
  return inOrder(names.flatMap((name) => parsed(localStorage.getItem(name))));
}

function parsed(written: string | null): Waiting[] {
  try {
    return written === null ? [] : [JSON.parse(written) as Waiting];
  } catch (error) {
    if (error instanceof SyntaxError) return [];
    throw error;
  }
}

function inOrder(all: readonly Waiting[]): readonly Waiting[] {
  return [...all].sort((one, other) => one.at.localeCompare(other.at));
}

addEventListener("storage", ({ key }) => {
  if (key === null || key.startsWith(KEPT)) outbox.value = kept();
});

/** Begin to send what waits: when the network is back, somebody has signed in, or the desk answers again. */
export function followOutbox(): () => void {
  const again = () => {
    pause = SECOND;
    if (outbox.peek().length > 0) void (under ?? Promise.resolve()).then(flush);
  };
  addEventListener("online", again);
  const ended = me.subscribe(again);
  return () => {
    removeEventListener("online", again);
    ended();
  };
}

let away = false;
onAnswer((answer) => {
  const back = away && answer !== null;
  away = answer === null;
  if (back && under === null && outbox.peek().length > 0) void flush();
});
