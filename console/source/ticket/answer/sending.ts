import { t } from "../../words";
import { languageName } from "../../words/names";
import type { abilities } from "../abilities";
import { isSame } from "../reading";
import type { TicketShape } from "../types";
import { usedWay } from "./usedWay";
import type { Writing } from "./writing";

/** Whether what is in front can go now. */
export function canSend(writing: Writing, can: ReturnType<typeof abilities>): boolean {
  const allowed = writing.draft.noting ? can.note : can.reply;
  return allowed && writing.words.trim() !== "" && writing.tooMuch === null;
}

/** What the button does: "Send in Portuguese", "Keep the note". */
export function sendWords(writing: Writing, ticket: TicketShape | null): string {
  if (writing.draft.noting) return t("ticket.keep_note");
  const preview = writing.looking.preview.value?.data ?? null;
  const theirs = ticket?.language ?? "und";
  if (preview?.flags.includes("untranslated")) {
    return t("ticket.send_untranslated", { language: languageName(preview.original_language) });
  }
  const language = theirs === "und" ? (preview?.original_language ?? "und") : theirs;
  if (isSame(language, "und")) return t("ticket.send");
  const key = usedWay(writing)?.closed === "quiet_hours" ? "ticket.send_later" : "ticket.send_in";
  return t(key, { language: languageName(language) });
}
