import { useSignal } from "@preact/signals";
import { Bidi } from "../parts/Bidi";
import { Button } from "../parts/Button";
import { Ago } from "../time";
import { named, t } from "../words";
import { countryName } from "../words/names";
import { OfTicket } from "./OfTicket";
import type { GivenShape } from "./types";

interface Props {
  given: readonly GivenShape[];
  ticketId?: string | undefined;
}

const FIRST = 6;

/** What they gave already: nobody asks for it again. */
export function Given({ given, ticketId }: Props) {
  const all = useSignal(false);
  const shown = all.value ? given : given.slice(0, FIRST);
  return (
    <section aria-labelledby="person-given">
      <h3 id="person-given">{t("person.given")}</h3>
      {given.length === 0 ? (
        <p class="quiet">{t("person.nothing_given")}</p>
      ) : (
        <ul class="person-lines">
          {shown.map((one) => (
            <li key={`${one.what} ${one.value}`}>
              <span>
                <span class="quiet">{named("person.given", one.what)}</span> <Value given={one} />
              </span>
              <span class="quiet">
                {one.at && <Ago at={one.at} />}
                {one.ticket_id ? (
                  <OfTicket id={one.ticket_id} open={ticketId} />
                ) : (
                  <span>{t("person.in_profile")}</span>
                )}
              </span>
            </li>
          ))}
        </ul>
      )}
      {given.length > FIRST && (
        <Button weight="plain" aria-expanded={all.value} onClick={() => (all.value = !all.value)}>
          {all.value ? t("person.fewer") : t("person.more", { count: given.length - FIRST })}
        </Button>
      )}
    </section>
  );
}

function Value({ given: { what, value } }: { given: GivenShape }) {
  if (value.startsWith("[")) return <span>{t("person.masked")}</span>;
  return <strong class="value">{what === "country" ? countryName(value) : <Bidi text={value} />}</strong>;
}
