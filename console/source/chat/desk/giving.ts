import { signal } from "@preact/signals";
import { Away, Problem } from "../../api/problem";
import type { DeviceQueue } from "../queue/queue";
import type { Waiting, WaitingFile, WaitingMessage } from "../queue/waiting";
import type { Acknowledged, Message, NewConsent, NewMessage, NewRating } from "./shapes";
import { upload } from "./upload";
import type { Visitor } from "./visitor";

// Of a client's faults those that pass by themselves.
const PASSING = new Set([401, 408, 425, 429]);

/** Gives the desk what waits. */
export class Giving {
  /** How much of each file has left, from 0 to 1, by its key. */
  readonly progress = signal<Readonly<Record<string, number>>>({});

  constructor(
    private readonly visitor: Visitor,
    private readonly queue: DeviceQueue,
    private readonly sent: (message: Message) => void,
  ) {}

  /** Done once the desk has it. Throws Problem or Away. */
  readonly give = async (one: Waiting, stop: AbortSignal): Promise<void> => {
    if (one.kind === "message") return this.#giveMessage(one, stop);
    try {
      await this.#giveWord(one, stop);
    } catch (error) {
      // A rating that comes too late is of no use to anybody; it holds no message up.
      if (error instanceof Problem && error.status < 500 && !PASSING.has(error.status)) return;
      throw error;
    }
  };

  #giveWord(one: Exclude<Waiting, WaitingMessage>, stop: AbortSignal): Promise<unknown> {
    if (one.kind === "rating") {
      const body: NewRating = { score: one.score, ...(one.comment ? { comment: one.comment } : {}) };
      return this.visitor.ask("POST", "/rating", { body, stop });
    }
    const path = `/consents/${encodeURIComponent(one.purpose)}`;
    const body: NewConsent = { given: one.given };
    return this.visitor.ask("PUT", path, { body, stop });
  }

  async #giveMessage(one: WaitingMessage, stop: AbortSignal): Promise<void> {
    const whole = await this.#withFiles(one, stop);
    try {
      await this.#post(whole, stop);
    } catch (error) {
      if (!(lostFiles(error) && one.files.some(({ id }) => id !== null))) throw error;
      const anew = one.files.map((file) => ({ ...file, id: null })); // the desk kept them for a day, and we came later
      await this.#post(await this.#withFiles({ ...one, files: anew }, stop), stop);
    }
  }

  async #post(whole: WaitingMessage, stop: AbortSignal): Promise<void> {
    const { id, text, name, email } = whole;
    const files = whole.files.flatMap((file) => file.id ?? []);
    const body: NewMessage = { id, text, files, ...(name ? { name } : {}), ...(email ? { email } : {}) };
    const answer = await this.visitor.ask<Acknowledged>("POST", "/messages", { body, stop });
    if (answer?.id !== id) throw new Away(); // whoever answered has not read it
    this.sent(asSent(whole, answer));
  }

  /** The message with all its files at the desk; each that has arrived is not sent again. */
  async #withFiles(one: WaitingMessage, stop: AbortSignal): Promise<WaitingMessage> {
    let whole = one;
    for (const file of one.files) {
      if (file.id !== null) continue;
      const id = await this.#giveFile(file, stop);
      const files = whole.files.map((other) => (other.key === file.key ? { ...other, id } : other));
      whole = { ...whole, files };
      await this.queue.change(whole);
    }
    return whole;
  }

  async #giveFile({ key, name, content }: WaitingFile, stop: AbortSignal): Promise<string> {
    if (content === null) throw new Problem(422, "file_gone", name);
    const progress = (share: number) => {
      this.progress.value = { ...this.progress.value, [key]: share };
    };
    const path = `${this.visitor.path}/files`;
    const found = await this.visitor.with(
      (token) => upload({ path, token, name, content, progress, stop }),
      stop,
    );
    return found.id;
  }
}

function lostFiles(error: unknown): boolean {
  return error instanceof Problem && error.faults.some(({ field }) => field.startsWith("files"));
}

/** As the desk will say it back. */
function asSent(one: WaitingMessage, answer: Acknowledged): Message {
  return {
    id: one.id,
    message_id: answer.message_id,
    position: answer.position,
    direction: "in",
    author: { kind: "customer", name: null },
    at: answer.at,
    text: one.text,
    language: "", // the desk will say
    original: null,
    translated: false,
    part: 0,
    parts: 1,
    files: one.files.map(({ name, type, bytes }) => ({ id: "", name, type, bytes })), // none to fetch them by yet
    state: "sent",
  };
}
