import { signal } from "@preact/signals";
import { api, taken } from "../../api/client";
import { Away, Problem } from "../../api/problem";
import { me } from "../../session";
import type { TicketStore } from "../store";
import type { WayShape } from "../types";
import { type Draft, draftOf, putBack, saveAll, write } from "./drafts";
import { type TooMuch, tooMuch } from "./limits";
import { Looking } from "./looking";
import {
  type Body,
  outbox,
  type Refused,
  refusals,
  type File as Sent,
  seenRefusal,
  send,
  type Waiting,
} from "./outbox";

/** A file that is to go with an answer: it is in this page only, until it is sent. */
export interface Chosen {
  readonly name: string;
  readonly size: number;
  readonly file: File;
}

/** What somebody writes in one ticket: the draft, its files, the ways it can go, and its way out. */
export class Writing {
  readonly looking: Looking;
  readonly files = signal<readonly Chosen[]>([]);
  readonly ways = signal<readonly WayShape[]>([]);
  readonly #who = me.peek()?.key_id ?? "";

  constructor(readonly store: TicketStore) {
    this.looking = new Looking(store.id);
  }

  get draft(): Draft {
    return draftOf(this.#who, this.store.id).value;
  }

  /** The words in front: the answer's, or the note's. */
  get words(): string {
    const { noting, note, text } = this.draft;
    return noting ? note : text;
  }

  /** What is too much of it; null where it can go. */
  get tooMuch(): TooMuch {
    return tooMuch(this.words, this.draft.noting ? [] : this.files.value);
  }

  /** What was refused here and nobody has looked at. */
  get refused(): Refused | null {
    return refusals.value.find(({ waiting }) => waiting.ticket === this.store.id) ?? null;
  }

  /** Change the draft; another text is looked at. */
  change(change: Partial<Draft>): void {
    write(this.#who, this.store.id, change);
    this.look();
  }

  /** Change the words in front. */
  say(words: string): void {
    this.change(this.draft.noting ? { note: words } : { text: words, despite: [] });
  }

  /** Look at the answer; a note is for colleagues, who need no look. */
  look(): void {
    const { noting, text, language } = this.draft;
    this.looking.at(noting ? "" : text, language);
  }

  /** By which ways it can go now. */
  async findWays(): Promise<void> {
    try {
      const path = { params: { path: { ticket_id: this.store.id } } };
      this.ways.value = (await taken(api.GET("/v1/tickets/{ticket_id}/ways", path))).items;
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
    }
  }

  /** Send what is in front. It leaves the draft at once and stands in the conversation until it is there. */
  async send({ anyway = false } = {}): Promise<void> {
    const { noting, despite, language, via } = this.draft;
    const text = this.words;
    if (text.trim() === "" || this.tooMuch !== null) return;
    const attachments = noting ? [] : await Promise.all(this.files.peek().map(read));
    const body: Body = {
      text,
      ...(language && !noting ? { language } : {}),
      ...(via && !noting ? { via } : {}),
      ...(despite.length > 0 && !noting ? { despite: [...despite] } : {}),
      ...(attachments.length > 0 ? { attachments } : {}),
    };
    const waiting: Waiting = {
      key: crypto.randomUUID(),
      who: this.#who,
      ticket: this.store.id,
      note: noting,
      body,
      seen: anyway || noting ? null : this.store.seen,
      tried: 0,
      at: new Date().toISOString(),
    };
    this.#empty(noting);
    await send(waiting);
  }

  /** Put words back where they were written, before whatever was written since. */
  restore({ body, note }: Waiting): void {
    putBack(this.#who, this.store.id, body.text, note);
    this.look();
    this.files.value = [...(body.attachments ?? []).map(back), ...this.files.peek()];
  }

  /** Look at what was refused: its words are in the draft again already, and now its files. */
  takeBack({ waiting }: Refused): void {
    seenRefusal(waiting.key);
    this.files.value = [...(waiting.body.attachments ?? []).map(back), ...this.files.peek()];
    this.look();
  }

  #empty(noting: boolean): void {
    this.change(noting ? { note: "" } : { text: "", despite: [], via: null });
    if (!noting) this.files.value = [];
    saveAll();
  }
}

async function read({ name, file }: Chosen): Promise<Sent> {
  const content = new Uint8Array(await file.arrayBuffer());
  let binary = "";
  for (const byte of content) binary += String.fromCharCode(byte);
  return { name, content: btoa(binary) };
}

function back({ name, content }: Sent): Chosen {
  const file = new File([Uint8Array.from(atob(content), (one) => one.charCodeAt(0))], name);
  return { name, size: file.size, file };
}

/** Whether anything of a ticket still waits on this device. */
export function waits(ticket: string): boolean {
  return outbox.value.some((one) => one.ticket === ticket);
}
