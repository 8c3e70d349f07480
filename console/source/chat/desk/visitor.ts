import { signal } from "@preact/signals";
import { Problem } from "../../api/problem";
import type { Kept } from "../kept";
import { oneTabAtATime } from "../queue/leading";
import { ask } from "./calls";
import type { Arrival, NewVisitor } from "./shapes";

/** Under which name a token is kept. */
export const TOKEN = "token";

export interface Coming {
  readonly account: string;
  /** Signed by the site; null for somebody whom it does not know. */
  readonly identity: string | null;
  /** The token of whoever was here before they said who they are: what was said then goes along. */
  readonly before: string | null;
  /** Of the page around: origin and path. */
  readonly page: string | null;
  readonly language: () => string;
}

/** Who writes here: the token by which the desk knows them, and what it said when they came. */
export class Visitor {
  readonly arrival = signal<Arrival | null>(null);
  /** Be told when the desk takes them for somebody else than before. */
  onOther: () => void = () => {};
  /** The site's word for who this is was refused: it has run out, or is none. */
  readonly refused = signal(false);
  /** There is no such chat. */
  readonly unknown = signal(false);
  #token: string | null;
  #coming: Promise<string> | null = null;

  constructor(
    private readonly coming: Coming,
    private readonly kept: Kept,
  ) {
    this.#token = kept.get(TOKEN) ?? coming.before;
  }

  get path(): string {
    return `/v1/chat/${encodeURIComponent(this.coming.account)}`;
  }

  /** Ask as the visitor, who is introduced first, and again where the token is no longer taken. */
  async ask<Answer>(
    method: "GET" | "POST" | "PUT",
    path: string,
    more: { body?: unknown; stop?: AbortSignal } = {},
  ): Promise<Answer> {
    return this.with((token) => ask<Answer>(method, this.path + path, { ...more, token }), more.stop);
  }

  /** Do something with a token that is taken. */
  async with<Answer>(run: (token: string) => Promise<Answer>, stop?: AbortSignal): Promise<Answer> {
    const token = await this.token();
    stop?.throwIfAborted();
    try {
      return await run(token);
    } catch (error) {
      if (!(error instanceof Problem && error.status === 401)) throw error;
    }
    const renewed = await this.renew();
    stop?.throwIfAborted();
    return run(renewed);
  }

  async token(): Promise<string> {
    return this.arrival.value?.token ?? this.renew();
  }

  /** Come in, once at a time. */
  renew(): Promise<string> {
    this.#coming ??= oneTabAtATime(`${this.kept.name}/coming`, () => this.#come()).finally(() => {
      this.#coming = null;
    });
    return this.#coming;
  }

  async #come(): Promise<string> {
    const { page, language } = this.coming;
    // The site's word is good for some minutes; the token that was made of it speaks for itself.
    const identity = this.arrival.peek()?.known ? null : this.coming.identity;
    this.#token = this.kept.get(TOKEN) ?? this.#token; // another tab may have come in first
    const body: NewVisitor = { language: language(), page, identity };
    const arrival = await this.#introduced(body);
    this.#token = arrival.token;
    // What the site signs comes anew with each page; the token made of it is not left on the device.
    if (this.coming.identity === null) this.kept.set(TOKEN, arrival.token);
    const before = this.arrival.peek();
    this.arrival.value = arrival;
    if (before !== null && before.visitor !== arrival.visitor) this.onOther();
    return arrival.token;
  }

  async #introduced(body: NewVisitor): Promise<Arrival> {
    try {
      const found = await ask<Arrival>("POST", `${this.path}/visitors`, { body, token: this.#token });
      this.refused.value = this.unknown.value = false;
      return found;
    } catch (error) {
      if (error instanceof Problem) this.#noted(error);
      throw error;
    }
  }

  #noted({ status }: Problem): void {
    this.unknown.value = status === 404;
    this.refused.value = status === 401;
  }
}
