import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { request } from "../../api/client";
import { Away, Problem, problemOf } from "../../api/problem";
import { Bidi } from "../../parts/Bidi";
import { Button } from "../../parts/Button";
import { named, t } from "../../words";
import { bytes } from "../sizes";
import type { TicketStore } from "../store";
import type { MessageShape } from "../types";

const PICTURES: ReadonlySet<string> = new Set(["image/png", "image/jpeg", "image/gif", "image/webp"]);
const SHOWN_UP_TO = 5_000_000; // bytes; a larger picture waits until somebody asks for it

interface Attached {
  id?: string;
  url?: string;
  name: string;
  type: string;
  size: number;
  warning: string;
  state: string;
  reason: string;
}

/** The files of a message: pictures are shown, others fetched; nothing of them is run here. */
export function Attachments({ store, message }: { store: TicketStore; message: MessageShape }) {
  if (message.attachments.length === 0 || message.deleted_at) return null;
  return (
    <ul class="attachments" aria-label={t("ticket.attachments")}>
      {message.attachments.map(attached).map((one, at) => (
        <li key={one.id ?? at}>
          <File store={store} file={one} />
        </li>
      ))}
    </ul>
  );
}

function File({ store, file }: { store: TicketStore; file: Attached }) {
  const error = useSignal<Problem | Away | null>(null);
  const name = file.name || t("ticket.unnamed_file");
  const save = async () => {
    try {
      saved(await fetched(store, file), name);
      error.value = null;
    } catch (failure) {
      if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
      error.value = failure;
    }
  };
  if (file.url) return <Bidi text={`${name}: ${file.url}`} />;
  if (!file.id || file.state === "failed") {
    return (
      <span class="quiet">
        <Bidi text={name} /> {t("ticket.file_failed", { reason: named("ticket.reason", file.reason) })}
      </span>
    );
  }
  if (file.state === "waiting") return <span class="quiet">{t("ticket.file_waiting", { name })}</span>;
  return (
    <>
      {isPicture(file) && <Picture store={store} file={file} name={name} />}
      {file.warning && <p class="flag">{t(`ticket.caution.${file.warning}` as "ticket.caution.program")}</p>}
      <Button onClick={() => void save()}>
        <Bidi text={name} /> <span class="quiet">{bytes(file.size)}</span>
      </Button>
      {error.value && (
        <p role="alert">{error.value instanceof Problem ? error.value.detail : t("shell.away")}</p>
      )}
    </>
  );
}

function Picture({ store, file, name }: { store: TicketStore; file: Attached; name: string }) {
  const address = useSignal<string | null>(null);
  useEffect(() => {
    let gone = false;
    fetched(store, file).then(
      (blob) => {
        if (!gone) address.value = URL.createObjectURL(new Blob([blob], { type: file.type }));
      },
      (failure) => {
        if (!(failure instanceof Problem || failure instanceof Away)) throw failure;
      },
    );
    return () => {
      gone = true;
      if (address.peek() !== null) URL.revokeObjectURL(address.peek()!);
    };
  }, [file.id]);
  return address.value === null ? null : <img class="picture" src={address.value} alt={name} />;
}

function isPicture({ type, size, warning }: Attached): boolean {
  return PICTURES.has(type) && size <= SHOWN_UP_TO && warning === "";
}

/** The bytes of a file. Whoever clicks has read the warning beside it. Throws Problem or Away. */
async function fetched(store: TicketStore, { id, warning }: Attached): Promise<Blob> {
  const despite = warning ? "?despite_warning=true" : "";
  const path = `/v1/tickets/${store.id}/attachments/${encodeURIComponent(id!)}${despite}`;
  const answer = await request(new Request(location.origin + path, { headers: store.headers }));
  if (!answer.ok) throw await problemOf(answer);
  return answer.blob();
}

function saved(blob: Blob, name: string): void {
  const address = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = address;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(address), 60_000);
}

function attached(said: Readonly<Record<string, unknown>>): Attached {
  const text = (name: string) => (typeof said[name] === "string" ? said[name] : "");
  return {
    ...(text("id") ? { id: text("id") } : {}),
    ...(text("url") ? { url: text("url") } : {}),
    name: text("name"),
    type: text("type"),
    size: Number(said.bytes ?? said.size ?? 0),
    warning: text("warning"),
    state: text("state"),
    reason: text("reason"),
  };
}
