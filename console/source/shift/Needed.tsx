import { Bidi } from "../parts/Bidi";
import { Link } from "../router";
import { clockTime, Left } from "../time";
import { t } from "../words";
import { dueOf, type Listed } from "./leaving";

/** One's tickets that want something before the shift ends, what is due first first. */
export function Needed({ tickets, end }: { tickets: readonly Listed[]; end: number | null }) {
  return (
    <section aria-labelledby="shift-needed">
      <h2 id="shift-needed">
        {end === null ? t("shift.needed_today") : t("shift.needed", { time: clockTime(end) })}
      </h2>
      {tickets.length === 0 ? (
        <p class="quiet">{t("shift.nothing_needed")}</p>
      ) : (
        <ul class="shift-tickets">
          {tickets.map((one) => (
            <li key={one.id}>
              <Left due={dueOf(one)} state="running" />
              <Named ticket={one} />
            </li>
          ))}
        </ul>
      )}
      <p>
        <Link to="/inbox?view=mine">{t("shift.all_mine")}</Link>
      </p>
    </section>
  );
}

/** A ticket by its customer and subject, as a link to it. */
export function Named({ ticket }: { ticket: Listed }) {
  return (
    <span class="named">
      <Link to={`/inbox/${encodeURIComponent(ticket.id)}`}>
        <Bidi text={ticket.subject || ticket.excerpt || ticket.id} />
      </Link>
      {ticket.customer_name && (
        <span class="quiet">
          <Bidi text={ticket.customer_name} />
        </span>
      )}
    </span>
  );
}
