import type { StreamEvent } from "../api/events";
import type { Message } from "./desk/shapes";

/** What the tab that listens and sends tells the others. */
interface Shared {
  readonly event?: StreamEvent;
  readonly stands?: boolean;
  readonly sent?: Message;
}

interface Ears {
  event(event: StreamEvent): void;
  stands(stands: boolean): void;
  sent(sent: Message): void;
}

/** The other tabs with the same conversation. A frame whose storage is forbidden has none that it could reach. */
export class Tabs {
  #channel: BroadcastChannel | null;

  constructor(name: string, ears: Ears) {
    this.#channel = channelNamed(name);
    this.#channel?.addEventListener("message", ({ data }: MessageEvent<Shared>) => {
      if (data.event !== undefined) ears.event(data.event);
      if (data.stands !== undefined) ears.stands(data.stands);
      if (data.sent !== undefined) ears.sent(data.sent);
    });
  }

  tell(shared: Shared): void {
    this.#channel?.postMessage(shared);
  }

  close(): void {
    this.#channel?.close();
    this.#channel = null;
  }
}

function channelNamed(name: string): BroadcastChannel | null {
  try {
    return new BroadcastChannel(name);
  } catch {
    return null;
  }
}
