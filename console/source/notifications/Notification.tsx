import { Bidi } from "../parts/Bidi";
import { Button } from "../parts/Button";
import { Link } from "../router";
import { Ago } from "../time";
import { named, t } from "../words";
import { see, type Told } from "./told";

/** One thing that one was told; to follow it is to have seen it. */
export function Notification({ told }: { told: Told }) {
  const { kind, team, text, ticket_id: ticket, at, seen_at: seen } = told;
  return (
    <li data-unseen={seen === null}>
      <p class="quiet">
        <span>{named("shift.told", kind)}</span> <span>{team}</span> <Ago at={at} />
      </p>
      <p>
        <Bidi text={text} />
      </p>
      <p class="actions">
        {ticket && (
          // biome-ignore lint/a11y/useKeyWithClickEvents: a link that is followed by a key clicks, too
          // biome-ignore lint/a11y/noStaticElementInteractions: the link within does it, this only notes it
          <span onClick={() => void see([told])}>
            <Link to={`/inbox/${encodeURIComponent(ticket)}`}>{t("shift.open_ticket")}</Link>
          </span>
        )}
        {seen === null && (
          <Button weight="plain" onClick={() => void see([told])}>
            {t("shift.seen")}
          </Button>
        )}
      </p>
    </li>
  );
}
