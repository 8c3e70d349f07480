import { type Signal, signal } from "@preact/signals";
import { api, taken } from "../../api/client";
import { Away, Problem } from "../../api/problem";
import type { DraftCheck, DraftPreview } from "../types";
import { LONGEST_TEXT, length } from "./limits";

const SETTLES = 450; // milliseconds without a key: who types on is not looked at yet
const LATER = 6_000; // milliseconds until a preview that took too long is asked for again
const REMEMBERED = 20; // previews: who takes back a word reads what they read before
const WORTH = 1; // characters

interface Answer<Data> {
  /** The text that it is about: marks of another text would stand in the wrong places. */
  readonly text: string;
  readonly data: Data;
}

/** Looks at a draft while it is written: what the customer will read, and what is better not said. */
export class Looking {
  readonly preview: Signal<Answer<DraftPreview> | null> = signal(null);
  readonly check: Signal<Answer<DraftCheck> | null> = signal(null);
  /** Why there is no preview, as a code; null while all is well. */
  readonly blind = signal<string | null>(null);
  readonly busy = signal(false);
  #timer: ReturnType<typeof setTimeout> | null = null;
  #stop = new AbortController();
  readonly #known = new Map<string, DraftPreview>();

  constructor(readonly ticket: string) {}

  /** Look at a text once its author pauses; what was looked at before is given up. */
  at(text: string, language: string | null): void {
    this.stop();
    if (text.trim().length < WORTH || length(text) > LONGEST_TEXT) {
      this.preview.value = null;
      this.check.value = null;
      this.blind.value = null;
      return;
    }
    this.#timer = setTimeout(() => void this.#look(text, language), SETTLES);
  }

  /** Give up what is under way. */
  stop(): void {
    if (this.#timer !== null) clearTimeout(this.#timer);
    this.#timer = null;
    this.#stop.abort();
    this.#stop = new AbortController();
    this.busy.value = false;
  }

  async #look(text: string, language: string | null): Promise<void> {
    const { signal: stop } = this.#stop;
    this.busy.value = true;
    await Promise.all([this.#previewed(text, language, stop), this.#checked(text, language, stop)]);
    if (!stop.aborted) this.busy.value = false;
  }

  async #previewed(text: string, language: string | null, stop: AbortSignal): Promise<void> {
    const name = `${language ?? ""}\n${text}`;
    const known = this.#known.get(name);
    const found =
      known ??
      (await this.#asked(
        taken(api.POST("/v1/tickets/{ticket_id}/drafts/preview", this.#of(text, language, stop))),
        stop,
      ));
    if (stop.aborted) return;
    if (typeof found === "string") {
      this.blind.value = found;
      // A desk that is busy just now is asked again, as long as nobody writes on.
      if (found === "preview_late") this.#timer = setTimeout(() => void this.#look(text, language), LATER);
      return;
    }
    this.#remember(name, found);
    this.blind.value = null;
    this.preview.value = { text, data: found };
  }

  async #checked(text: string, language: string | null, stop: AbortSignal): Promise<void> {
    const asked = taken(api.POST("/v1/tickets/{ticket_id}/drafts/check", this.#of(text, language, stop)));
    const found = await this.#asked(asked, stop);
    if (!stop.aborted && typeof found !== "string") this.check.value = { text, data: found };
  }

  #of(text: string, language: string | null, stop: AbortSignal) {
    return {
      params: { path: { ticket_id: this.ticket } },
      body: { text, ...(language ? { language } : {}) },
      signal: stop,
    };
  }

  /** The answer, or the code of why there is none: nobody who writes is stopped by that. */
  async #asked<Data>(call: Promise<Data>, stop: AbortSignal): Promise<Data | string> {
    try {
      return await call;
    } catch (error) {
      if (stop.aborted || error instanceof Away) return "away";
      if (error instanceof Problem) return error.code;
      throw error;
    }
  }

  #remember(name: string, preview: DraftPreview): void {
    this.#known.delete(name);
    this.#known.set(name, preview);
    const [oldest] = this.#known.keys();
    if (this.#known.size > REMEMBERED && oldest !== undefined) this.#known.delete(oldest);
  }
}
