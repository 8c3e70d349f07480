import { useSignal } from "@preact/signals";
import { Away, Problem } from "../../api/problem";
import type { OwnStatusFacts } from "../desk/shapes";
import type { Session } from "../session";
import { t } from "../words";

/** A link by which somebody sees how far the request is, without the chat. */
export function StatusLink({ session }: { session: Session }) {
  const told = useSignal<"copied" | "shown" | "away" | null>(null);
  const address = useSignal("");
  if (session.ticket.value === null) return null;
  const copy = async () => {
    const found = await linkOf(session);
    if (found === null) {
      told.value = "away";
      return;
    }
    address.value = found;
    told.value = await navigator.clipboard.writeText(found).then(
      () => "copied" as const,
      () => "shown" as const, // the browser lets nobody copy here
    );
  };
  return (
    <div class="status-link">
      <button type="button" class="word" onClick={copy}>
        {t("chat.status_copy")}
      </button>
      {told.value === "copied" && <p role="status">{t("chat.status_copied")}</p>}
      {told.value === "away" && <p role="status">{t("chat.offline_status")}</p>}
      {told.value === "shown" && (
        <input class="input" readOnly dir="ltr" aria-label={t("chat.status_link")} value={address.value} />
      )}
    </div>
  );
}

async function linkOf({ visitor }: Session): Promise<string | null> {
  try {
    const { link } = await visitor.ask<OwnStatusFacts>("GET", "/status");
    return new URL(link, location.origin).href;
  } catch (error) {
    if (error instanceof Away || error instanceof Problem) return null;
    throw error;
  }
}
