import { Bidi } from "../parts/Bidi";
import { Instant, Left } from "../time";
import { t } from "../words";
import { OfTicket } from "./OfTicket";
import type { PromiseShape } from "./types";

interface Props {
  promises: readonly PromiseShape[];
  ticketId?: string | undefined;
}

/** What was promised to them and is still open, what is due first first. */
export function Promises({ promises, ticketId }: Props) {
  return (
    <section aria-labelledby="person-promises">
      <h3 id="person-promises">{t("person.promised")}</h3>
      {promises.length === 0 ? (
        <p class="quiet">{t("person.nothing_promised")}</p>
      ) : (
        <ul class="person-lines">
          {promises.map((one) => (
            <li key={`${one.kind} ${one.ticket_id}`}>
              <span>{one.text ? <Bidi text={one.text} /> : t(`person.promise.${one.kind}`)}</span>
              <span class="quiet">
                {one.due ? (
                  <Left due={one.due} state="running" />
                ) : (
                  <>
                    {t("person.said")} <Instant at={one.at} />
                  </>
                )}
                <OfTicket id={one.ticket_id} open={ticketId} />
              </span>
            </li>
          ))}
        </ul>
      )}
    </section>
  );
}
