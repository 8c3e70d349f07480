import { useSignal } from "@preact/signals";
import { nameOfLanguage } from "../../words/languages";
import type { Message } from "../desk/shapes";
import type { Session } from "../session";
import { when } from "../time";
import { named, t, tag } from "../words";
import { FileRow } from "./FileRow";
import { Name } from "./Name";
import { Said } from "./Said";

interface Props {
  session: Session;
  message: Message;
  /** What became of it, in words; null where that need not be said. */
  state: string | null;
  /** Whether the one before was by the same author. */
  goesOn: boolean;
}

/** A message that the desk has. */
export function Bubble({ session, message, state, goesOn }: Props) {
  const isOriginal = useSignal(false);
  const { author, at, text, language, original, files } = message;
  const shown = isOriginal.value && original ? original : { text, language };
  return (
    <li class="bubble" data-by={author.kind} data-goes-on={goesOn}>
      <Author message={message} isQuiet={goesOn} />
      <div class="body">
        {shown.text && <Said text={shown.text} language={shown.language || null} />}
        {files.map((file) => (
          <FileRow key={file.id} session={session} file={file} />
        ))}
      </div>
      <p class="below">
        <time dateTime={at}>{when(at)}</time>
        {original && (
          <>
            {!isOriginal.value && <span>{translatedFrom(original.language)}</span>}
            <button
              type="button"
              class="word"
              onClick={() => {
                isOriginal.value = !isOriginal.value;
              }}
            >
              {t(isOriginal.value ? "chat.show_translation" : "chat.show_original")}
            </button>
          </>
        )}
        {state !== null && <span class="state">{state}</span>}
      </p>
    </li>
  );
}

function translatedFrom(language: string): string {
  if (!language) return t("chat.translated");
  return t("chat.from_language", { language: nameOfLanguage(language, tag.value) });
}

/** Who it is, and whether that is a person or a machine. */
function Author({ message: { author }, isQuiet }: { message: Message; isQuiet: boolean }) {
  if (author.kind === "customer") return <p class="only-read">{t("chat.you")}</p>;
  const name = author.name ? <Name text={author.name} /> : t("chat.team");
  const kind = author.kind === "agent" ? t("chat.person") : t("chat.bot");
  return (
    <p class={isQuiet ? "only-read" : "author"}>
      {name}{" "}
      <span class="chip" data-kind={author.kind}>
        {kind}
      </span>
    </p>
  );
}

const STATES: Readonly<Record<string, string>> = { read: "seen", delivered: "delivered" };

/** A state of the API in the customer's words. */
export function stateWords(state: string): string {
  return named("state", STATES[state] ?? "sent") ?? t("chat.state_sent");
}
