import { away } from "../network";
import type { Session } from "../session";
import { when } from "../time";
import { t } from "../words";
import { Name } from "./Name";

interface Props {
  session: Session;
  /** None where the chat is a page of its own. */
  onClose: (() => void) | null;
}

/** What this is, whether we are here, and the way out. */
export function Head({ session, onClose }: Props) {
  return (
    <header class="head">
      <div>
        <h1>
          <Name text={session.visitor.arrival.value?.title || t("chat.title")} />
        </h1>
        <p class="quiet" role="status">
          {standing(session)}
        </p>
      </div>
      {onClose && (
        <button
          type="button"
          class="button icon"
          data-weight="plain"
          aria-label={t("chat.close")}
          onClick={onClose}
        >
          <svg viewBox="0 0 24 24" aria-hidden="true">
            <path d="m6 6 12 12M18 6 6 18" />
          </svg>
        </button>
      )}
    </header>
  );
}

function standing({ visitor, stands, desk: facts }: Session): string {
  if (visitor.unknown.value) return t("chat.no_account");
  if (visitor.refused.value) return t("chat.signed_out");
  if (away.value) return t("chat.offline");
  const desk = facts.value;
  if (!desk || !stands.value) return t("chat.connecting");
  if (desk.open) return t("chat.open_now");
  return desk.opens_at ? t("chat.opens_at", { when: when(desk.opens_at) }) : t("chat.closed");
}
