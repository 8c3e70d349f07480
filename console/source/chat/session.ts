import { computed, signal } from "@preact/signals";
import type { StreamEvent } from "../api/events";
import { Away, Problem } from "../api/problem";
import { follow, pause, wait } from "../api/stream";
import { Conversation } from "./conversation";
import { Giving } from "./desk/giving";
import type { DeskFacts, Message, MessagePage, TicketFacts, Told } from "./desk/shapes";
import { type Coming, Visitor } from "./desk/visitor";
import { Kept } from "./kept";
import type { Keeping } from "./lent";
import { leadAlone } from "./queue/leading";
import { DeviceQueue, storesOf } from "./queue/queue";
import { Sender } from "./queue/sender";
import type { Said } from "./queue/waiting";
import { Tabs } from "./tabs";

const RATED = "rated";
const TYPING_EVERY = 4_000;

/** One person's conversation on this device: from when they come until they, or the page, go. */
export class Session {
  readonly conversation = new Conversation();
  readonly visitor: Visitor;
  readonly kept: Kept;
  readonly queue: DeviceQueue;
  readonly giving: Giving;
  readonly ticket = signal<TicketFacts | null>(null);
  readonly desk = signal<DeskFacts | null>(null);
  /** Whether the desk is heard just now. */
  readonly stands = signal(false);
  /** Whether what was said before has been fetched. */
  readonly loaded = signal(false);
  /** Whether somebody at the desk writes. */
  readonly typing = signal(false);
  /** What they answered since they came, purpose by purpose. */
  readonly consents = signal<Readonly<Record<string, boolean>>>({});
  /** Tickets of which somebody was asked how it was. */
  readonly rated = signal<ReadonlySet<string>>(new Set());
  /** The place up to which somebody has seen what was said, here or elsewhere. */
  readonly seen = signal(0);
  /** How many answers nobody has seen; that a message has arrived, the desk says by itself, and is none. */
  readonly unread = computed(
    () =>
      this.conversation.messages.value.filter(
        ({ direction, author, position }) =>
          direction === "out" && author.kind !== "system" && position > this.seen.value,
      ).length,
  );
  /** Whether somebody has left an address since they came. */
  readonly addressed = signal(false);
  /** Ids of what waits in the page's memory alone. */
  readonly fleeting = signal<ReadonlySet<string>>(new Set());
  readonly #stop = new AbortController();
  readonly #tabs: Tabs;
  readonly #senders = new Set<Sender>();
  #typedAt = Number.NEGATIVE_INFINITY;
  #typed: ReturnType<typeof setTimeout> | undefined;

  constructor(
    readonly name: string,
    coming: Coming,
    keeping: Keeping | null,
  ) {
    this.kept = new Kept(name, keeping);
    this.rated.value = new Set((this.kept.get(RATED) ?? "").split(" "));
    this.visitor = new Visitor(coming, this.kept);
    this.queue = new DeviceQueue(name, storesOf(name, keeping));
    this.giving = new Giving(this.visitor, this.queue, (sent) => {
      this.conversation.acknowledge(sent);
      this.#tabs.tell({ sent });
    });
    this.#tabs = new Tabs(`${name}/heard`, {
      event: (event) => this.#heard(event),
      stands: (stands) => this.#stood(stands),
      sent: (sent) => this.conversation.acknowledge(sent),
    });
  }

  /** Come in, and go on until told to stop. */
  begin(): void {
    const stop = this.#stop.signal;
    this.queue.onChange = () => void this.#lookAtQueue();
    this.visitor.onOther = () => this.#begunAnew();
    const look = () => {
      if (!document.hidden) void this.#catchUp();
    };
    document.addEventListener("visibilitychange", look, { signal: stop });
    void this.#lookAtQueue();
    void this.#comeIn();
    void this.#work();
  }

  end(): void {
    this.#stop.abort();
    this.queue.close();
    this.#tabs.close();
  }

  /** Keep what somebody said until the desk has it. */
  async say(said: Said): Promise<void> {
    if (said.kind === "message" && said.email) this.addressed.value = true;
    this.#typedAt = Number.NEGATIVE_INFINITY; // what is typed next is another message
    const lasts = await this.queue.add(said);
    if (!lasts) this.fleeting.value = new Set([...this.fleeting.value, said.id]);
  }

  /** Somebody looks at the last word; the desk is told, sooner or later. */
  see(isShown: boolean): void {
    const last = this.conversation.lastAnswer.value?.position ?? 0;
    if (!isShown || document.hidden || last <= this.seen.value) return;
    this.seen.value = last;
    this.#tellDesk("/read", { position: last });
  }

  /** They were asked how it was, and are not asked again about this ticket. */
  settleRating(): void {
    this.rated.value = new Set([...this.rated.value, this.ticket.value?.id ?? ""]);
    this.kept.set(RATED, [...this.rated.value].join(" "));
  }

  /** Somebody types; the desk is told now and then. */
  type(): void {
    if (performance.now() - this.#typedAt < TYPING_EVERY) return;
    this.#typedAt = performance.now();
    this.#tellDesk("/typing", {});
  }

  /** Tell what is no loss if it does not arrive. */
  #tellDesk(path: string, body: object): void {
    this.visitor.ask("POST", path, { body, stop: this.#stop.signal }).catch(expected);
  }

  /** Fetch until it is there: what was said before, and where the desk stands. */
  async #comeIn(): Promise<void> {
    const stop = this.#stop.signal;
    for (let failed = 1; !stop.aborted && !this.loaded.value; failed += 1) {
      await this.#catchUp();
      if (!this.loaded.value) await pause(wait(failed), stop);
    }
  }

  /** Fetch what came since the last word that is here. */
  async #catchUp(): Promise<void> {
    try {
      await this.visitor.token();
      const { ticket, desk, read } = this.visitor.arrival.value!;
      this.ticket.value ??= ticket;
      this.desk.value ??= desk;
      this.seen.value = Math.max(this.seen.value, read);
      let hasMore = true;
      while (hasMore && !this.#stop.signal.aborted) hasMore = await this.#fetchMore();
      this.loaded.value = true;
    } catch (error) {
      expected(error);
    }
  }

  /** Whether there is more. */
  async #fetchMore(): Promise<boolean> {
    const path = `/messages?after=${this.conversation.upTo}`;
    const found = await this.visitor.ask<MessagePage>("GET", path, { stop: this.#stop.signal });
    if (found.reset) this.conversation.forget();
    this.conversation.takeNext(found.items);
    await this.#forget(found.items);
    return found.next !== null && found.items.length > 0;
  }

  /** One tab sends and listens for all; each sends what only itself can reach. */
  async #work(): Promise<void> {
    const stop = this.#stop.signal;
    while (!stop.aborted) {
      const leads = new AbortController();
      void this.#send(() => this.queue.here(), AbortSignal.any([stop, leads.signal]));
      const lead = async (lost: AbortSignal) => {
        leads.abort();
        await Promise.all([this.#send(() => this.queue.all(), lost), this.#listen(lost)]);
      };
      await leadAlone(this.name, lead, stop);
    }
  }

  async #send(find: () => ReturnType<DeviceQueue["all"]>, stop: AbortSignal): Promise<void> {
    const sender = new Sender(this.queue, this.giving.give, { find });
    this.#senders.add(sender);
    await sender.run(stop);
    this.#senders.delete(sender);
  }

  async #listen(stop: AbortSignal): Promise<void> {
    for (let failed = 1; !stop.aborted; failed += 1) {
      try {
        const token = await this.visitor.token();
        await this.#catchUp();
        await follow({
          headers: { Authorization: `Bearer ${token}` },
          path: `${location.origin}${this.visitor.path}/events`,
          after: String(this.conversation.upTo),
          on: (event) => {
            failed = 1;
            this.#tabs.tell({ event });
            this.#heard(event);
            if (event.name === "message") this.#tellDesk("/delivered", { position: this.conversation.upTo });
          },
          standing: (stands) => {
            this.#tabs.tell({ stands });
            this.#stood(stands);
          },
          signal: stop,
        });
        if (!stop.aborted) await this.visitor.renew(); // it ends by itself where the token is not taken
      } catch (error) {
        expected(error);
      }
      await pause(wait(failed), stop);
    }
  }

  #stood(stands: boolean): void {
    this.stands.value = stands;
    if (stands) this.#nudge();
  }

  readonly #hears: { [Name in keyof Told]: (data: Told[Name]) => void } = {
    message: (message) => {
      this.#took(message);
      void this.#forget([message]);
      if (message.direction === "out") this.#types(0);
    },
    typing: ({ seconds }) => this.#types(seconds),
    state: ({ read }) => {
      this.seen.value = Math.max(this.seen.value, read);
    },
    status: ({ ticket, desk }) => {
      this.ticket.value = ticket;
      this.desk.value = desk;
    },
    reset: () => this.#begunAnew(),
  };

  #heard({ name, data }: StreamEvent): void {
    if (name in this.#hears) this.#hears[name as "status"](data as Told["status"]);
  }

  #types(seconds: number): void {
    clearTimeout(this.#typed);
    this.typing.value = seconds > 0;
    if (seconds > 0) this.#typed = setTimeout(() => this.#types(0), seconds * 1_000);
  }

  #took(message: Message): void {
    if (this.conversation.lacks(message.position)) void this.#catchUp();
    this.conversation.take([message]);
  }

  /** What was said before is gone, or was somebody else's; what waits goes to whoever is here now. */
  #begunAnew(): void {
    this.conversation.forget();
    this.ticket.value = null;
    this.seen.value = 0;
    void this.#catchUp();
  }

  /** What comes back from the desk has arrived there, whether or not its answer did. */
  async #forget(found: readonly Message[]): Promise<void> {
    const waiting = new Set(this.conversation.waiting.value.map(({ id }) => id));
    const arrived = found.flatMap(({ id }) => (id !== null && waiting.has(id) ? [id] : []));
    for (const id of arrived) await this.queue.remove(id);
  }

  async #lookAtQueue(): Promise<void> {
    const waiting = await this.queue.all();
    this.conversation.waiting.value = waiting;
    for (const one of waiting) {
      if (one.kind === "consent") this.consents.value = { ...this.consents.value, [one.purpose]: one.given };
    }
    this.#nudge();
  }

  #nudge(): void {
    for (const sender of this.#senders) sender.nudge();
  }
}

/** What a network or a desk may do; it is tried again. Throws anything else on. */
function expected(error: unknown): void {
  if (!(error instanceof Away || error instanceof Problem || error instanceof DOMException)) throw error;
}
