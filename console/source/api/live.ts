import { signal } from "@preact/signals";
import type { StreamEvent } from "./events";
import type { components } from "./schema";
import { follow } from "./stream";

/** Something happened to a ticket. */
export type TicketEvent = components["schemas"]["TicketEventShape"];
export type PresenceEvent = components["schemas"]["PresenceEventShape"];

interface Heard {
  ticket: TicketEvent;
  presence: PresenceEvent;
  notification: { region: string };
  /** What was heard so far may have gaps: load anew. */
  reset: null;
}

type Listener<Name extends keyof Heard> = (data: Heard[Name]) => void;

const listeners: { [Name in keyof Heard]: Set<Listener<Name>> } = {
  ticket: new Set(),
  presence: new Set(),
  notification: new Set(),
  reset: new Set(),
};

/** Whether what the desk does is heard just now. */
export const stands = signal(false);

export const live = {
  /** Be told; the answer ends it. */
  on<Name extends keyof Heard>(name: Name, listener: Listener<Name>): () => void {
    (listeners[name] as Set<Listener<Name>>).add(listener);
    return () => (listeners[name] as Set<Listener<Name>>).delete(listener);
  },
};

/** Follow the desk for one key: one tab holds the stream and tells the others. */
export function followDesk(keyId: string, stop: AbortSignal): void {
  const channel = new BroadcastChannel(`meridian.live.${keyId}`);
  stop.addEventListener("abort", () => channel.close());
  channel.addEventListener("message", ({ data }: MessageEvent<Shared>) => {
    if ("stands" in data) stands.value = data.stands;
    else tell(data.event);
  });
  const share = (shared: Shared) => {
    if (!stop.aborted) channel.postMessage(shared);
  };
  const lead = () =>
    follow({
      path: `${location.origin}/v1/events`,
      on: (event) => {
        tell(event);
        share({ event });
      },
      standing: (now) => {
        stands.value = now;
        share({ stands: now });
      },
      signal: stop,
    });
  void leading(`meridian.live.${keyId}`, lead, stop);
}

type Shared = { readonly event: StreamEvent } | { readonly stands: boolean };

/** Lead as soon as no other tab does. A tab that takes over has heard nothing for a moment. */
async function leading(name: string, lead: () => Promise<void>, stop: AbortSignal): Promise<void> {
  if (!("locks" in navigator)) return lead();
  try {
    let waited = false;
    await navigator.locks.request(name, { ifAvailable: true }, async (lock) => {
      if (lock === null) waited = true;
      else await lead();
    });
    if (!waited) return;
    await navigator.locks.request(name, { signal: stop }, async () => {
      tell({ name: "reset", id: null, data: null });
      await lead();
    });
  } catch (error) {
    if (!(error instanceof DOMException && error.name === "AbortError")) throw error;
  }
}

function tell({ name, data }: StreamEvent): void {
  const those = listeners[name as keyof Heard] as Set<(data: unknown) => void> | undefined;
  for (const listener of those ?? []) listener(data);
}
