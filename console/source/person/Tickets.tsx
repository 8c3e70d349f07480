import { useSignal } from "@preact/signals";
import { Bidi } from "../parts/Bidi";
import { Button } from "../parts/Button";
import { Link } from "../router";
import { Ago } from "../time";
import { named, t } from "../words";
import type { TicketLine } from "./types";

interface Props {
  tickets: readonly TicketLine[];
  ticketId?: string | undefined;
}

const FIRST = 5;

/** Their tickets, the newest first. */
export function Tickets({ tickets, ticketId }: Props) {
  const all = useSignal(false);
  const shown = all.value ? tickets : tickets.slice(0, FIRST);
  return (
    <section aria-labelledby="person-tickets">
      <h3 id="person-tickets">{t("person.tickets", { count: tickets.length })}</h3>
      <ul class="person-lines">
        {shown.map((one) => (
          <li key={one.id}>
            <Link
              to={`/inbox/${encodeURIComponent(one.id)}`}
              aria-current={one.id === ticketId ? "page" : undefined}
            >
              {one.subject ? <Bidi text={one.subject} /> : t("person.no_subject")}
            </Link>
            <span class="quiet">
              <span>{named("ticket.status", one.status)}</span>
              <Ago at={one.updated_at} />
            </span>
          </li>
        ))}
      </ul>
      {tickets.length > FIRST && (
        <Button weight="plain" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? t("person.fewer") : t("person.more", { count: tickets.length - FIRST })}
        </Button>
      )}
    </section>
  );
}
