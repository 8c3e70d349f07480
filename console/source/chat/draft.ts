import { computed, signal } from "@preact/signals";
import { newId, type WaitingFile, type WaitingMessage } from "./queue/waiting";
import type { Session } from "./session";
import { size } from "./time";
import { t } from "./words";

const TEXT = "draft";
const ADDRESS = /^[^\s@]+@[^\s@]+\.[^\s@]+$/;
/** Until the desk has said its own. */
const LIMITS = { text: 20_000, files: 5, file_bytes: 10_000_000 };

/** What somebody is about to say. It is kept on the device while it grows. */
export class Draft {
  readonly text = signal("");
  readonly files = signal<readonly WaitingFile[]>([]);
  readonly name = signal("");
  readonly email = signal("");
  /** What is wrong with what was attached last. */
  readonly fault = signal<string | null>(null);
  readonly limits = computed(() => this.session.visitor.arrival.value?.limits ?? LIMITS);
  /** How many characters are too many. */
  readonly excess = computed(() => Math.max(0, [...this.text.value].length - this.limits.value.text));
  readonly isEmpty = computed(() => this.text.value.trim() === "" && this.files.value.length === 0);

  #isSaying = false;

  constructor(private readonly session: Session) {
    this.text.value = session.kept.get(TEXT) ?? "";
  }

  write(text: string): void {
    this.text.value = text;
    this.session.kept.set(TEXT, text || null);
  }

  attach(found: Iterable<File>): void {
    this.fault.value = null;
    for (const file of found) {
      this.fault.value ??= this.#faultOf(file);
      if (this.fault.value !== null) return;
      const one = {
        key: newId(),
        name: file.name,
        type: file.type,
        bytes: file.size,
        content: file,
        id: null,
      };
      this.files.value = [...this.files.value, one];
    }
  }

  detach(key: string): void {
    this.files.value = this.files.value.filter((one) => one.key !== key);
    this.fault.value = null;
  }

  /** Whether an address was written that is none. */
  get isAddressWrong(): boolean {
    const email = this.email.value.trim();
    return email !== "" && !ADDRESS.test(email);
  }

  /** Take back what the desk refused; what is written now stays behind it. */
  restore(message: WaitingMessage): void {
    this.write([message.text, this.text.value].filter(Boolean).join("\n"));
    this.files.value = [...message.files.filter(({ content }) => content !== null), ...this.files.value];
    this.name.value = message.name ?? "";
    this.email.value = message.email ?? "";
    if (message.email) this.session.addressed.value = false; // it may be what was wrong
  }

  /** Say it; the field is empty only once the device keeps it. */
  async say(): Promise<boolean> {
    if (this.#isSaying || this.isEmpty.value || this.excess.value > 0 || this.isAddressWrong) return false;
    this.#isSaying = true;
    const [text, files] = [this.text.value, this.files.value];
    const [name, email] = [this.name.value.trim(), this.email.value.trim()];
    try {
      await this.session.say({
        kind: "message",
        id: newId(),
        text: text.trim(),
        files,
        ...(name ? { name } : {}),
        ...(email ? { email } : {}),
      });
    } finally {
      this.#isSaying = false;
    }
    this.#leave(text, files);
    return true;
  }

  /** Empty it but for what was written or attached meanwhile. */
  #leave(text: string, files: readonly WaitingFile[]): void {
    const written = this.text.value;
    this.write(written.startsWith(text) ? written.slice(text.length) : written);
    this.files.value = this.files.value.filter((one) => !files.includes(one));
    this.name.value = this.email.value = "";
  }

  #faultOf({ name, size: bytes }: File): string | null {
    const { files, file_bytes: most } = this.limits.value;
    if (this.files.value.length >= files) return t("chat.too_many_files", { count: files });
    if (bytes === 0) return t("chat.file_empty", { name });
    return bytes > most ? t("chat.file_too_large", { name, size: size(most) }) : null;
  }
}
