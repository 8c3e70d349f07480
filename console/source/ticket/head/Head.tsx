import { Bidi } from "../../parts/Bidi";
import { Chip } from "../../parts/Chip";
import { Link } from "../../router";
import { me } from "../../session";
import { Ago, Instant } from "../../time";
import { named, t } from "../../words";
import { languageName } from "../../words/names";
import type { Commanding } from "../commanding";
import { whoIsHere } from "../naming";
import type { SheetName, TicketShape } from "../types";
import { Actions } from "./Actions";
import { Brief } from "./Brief";
import { Clocks } from "./Clocks";
import { Coming } from "./Coming";

interface Props {
  commanding: Commanding;
  open: (sheet: SheetName) => void;
}

/** What a ticket is about, where it stands, what comes next, and what can be done. */
export function Head({ commanding, open }: Props) {
  const { store } = commanding;
  const ticket = store.ticket.value;
  if (ticket === null) return null;
  const here = whoIsHere(store.present.value, me.value?.agent ?? null);
  return (
    <header class="ticket-head">
      <h1>{ticket.subject ? <Bidi text={ticket.subject} /> : t("ticket.no_subject")}</h1>
      <Facts ticket={ticket} />
      <Clocks store={store} />
      <Coming store={store} />
      <Brief ticket={ticket} />
      <Actions commanding={commanding} open={open} />
      <div class="here" aria-live="polite">
        {here.map((words) => (
          <p key={words} class="notice" data-state="warned">
            <bdi>{words}</bdi>
          </p>
        ))}
      </div>
    </header>
  );
}

function Facts({ ticket }: { ticket: TicketShape }) {
  const { handover } = ticket;
  return (
    <p class="facts">
      <Chip state={ticket.status === "solved" ? "met" : undefined}>
        {named("ticket.status", ticket.status)}
      </Chip>
      <Chip
        state={ticket.priority === "urgent" ? "breached" : ticket.priority === "high" ? "warned" : undefined}
      >
        {named("ticket.priority", ticket.priority)}
      </Chip>
      {ticket.tier !== "standard" && <Chip>{named("ticket.tier", ticket.tier)}</Chip>}
      <span>
        {t("ticket.by_way_of", { channel: ticket.channel, language: languageName(ticket.language) })}
      </span>
      <span>
        {ticket.assignee ? t("ticket.held_by", { who: ticket.assignee }) : t("ticket.nobodys")}
        {ticket.team && ` · ${ticket.team}`}
      </span>
      <span class="quiet">
        {ticket.id} · <Ago at={ticket.opened_at} />
      </span>
      {ticket.held_until && (
        <span>
          {t("ticket.held_until")} <Instant at={ticket.held_until} />
        </span>
      )}
      {ticket.merged_into && <Link to={`/inbox/${ticket.merged_into}`}>{t("ticket.merged")}</Link>}
      {handover?.acknowledge_by && !handover.acknowledged_at && !handover.lapsed && (
        <Chip state="warned">
          {t("ticket.to_acknowledge", { team: handover.team })} <Instant at={handover.acknowledge_by} />
        </Chip>
      )}
      {ticket.linked.map((id) => (
        <Link key={id} to={`/inbox/${id}`}>
          {t("ticket.linked")}
        </Link>
      ))}
    </p>
  );
}
