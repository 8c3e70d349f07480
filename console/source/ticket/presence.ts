import { useEffect } from "preact/hooks";
import { api, taken } from "../api/client";
import { Away, Problem } from "../api/problem";
import type { Draft } from "./answer/drafts";
import type { TicketStore } from "./store";

type Doing = "reading" | "writing" | "away";

const RENEWED = 20_000;
const STILL_WRITING = 15_000;
const SHOWN_AGAIN = 8_000; // customers see "is writing" for some seconds

/** Tell colleagues, and where it can be shown the customer, that somebody is here. */
export class Presence {
  #wrote = 0;
  #told: Doing | null = null;
  #shown = 0;
  #shows = true;

  constructor(readonly store: TicketStore) {}

  /** Somebody typed just now; a note is nobody's business but the team's. */
  typed(note: boolean): void {
    this.#wrote = Date.now();
    if (this.#told !== "writing") void this.renew();
    if (!note) void this.#show();
  }

  /** Say it again: it runs out by itself. */
  async renew(): Promise<void> {
    const writing = Date.now() - this.#wrote < STILL_WRITING;
    await this.#tell(document.hidden ? "away" : writing ? "writing" : "reading");
  }

  /** Say that one has gone. */
  async leave(): Promise<void> {
    await this.#tell("away");
  }

  async #tell(doing: Doing): Promise<void> {
    if (doing === "away" && this.#told === "away") return;
    this.#told = doing;
    const asked = { params: { path: { ticket_id: this.store.id } }, body: { doing } };
    const answer = await unlessRefused(taken(api.PUT("/v1/tickets/{ticket_id}/presence", asked)));
    if (answer) this.store.present.value = answer.present;
  }

  async #show(): Promise<void> {
    if (!this.#shows || Date.now() - this.#shown < SHOWN_AGAIN) return;
    this.#shown = Date.now();
    const asked = { params: { path: { ticket_id: this.store.id } }, body: {} };
    const answer = await unlessRefused(api.POST("/v1/tickets/{ticket_id}/typing", asked));
    this.#shows = answer !== null; // where the platform shows it to nobody, it is not asked again
  }
}

/** Presence is a courtesy: whoever cannot tell it works on. */
async function unlessRefused<Data>(call: Promise<Data>): Promise<Data | null> {
  try {
    return await call;
  } catch (error) {
    if (error instanceof Problem || error instanceof Away) return null;
    throw error;
  }
}

/** Be present while the component is there. */
export function usePresence(presence: Presence, draft: Draft): void {
  const said = draft.text + draft.note;
  useEffect(() => {
    const renew = () => void presence.renew();
    renew();
    const timer = setInterval(renew, RENEWED);
    document.addEventListener("visibilitychange", renew);
    return () => {
      clearInterval(timer);
      document.removeEventListener("visibilitychange", renew);
      void presence.leave();
    };
  }, [presence]);
  useEffect(() => {
    if (said && document.activeElement instanceof HTMLTextAreaElement) presence.typed(draft.noting);
  }, [said]);
}
