import type { ReadonlySignal } from "@preact/signals";
import { Bidi } from "../parts/Bidi";
import { Chip } from "../parts/Chip";
import { Link } from "../router";
import { me } from "../session";
import { Left } from "../time";
import { named, t } from "../words";
import { ClockBar } from "./ClockBar";
import { pressing } from "./clocks";
import { othersAt } from "./here";
import type { Listed, Row } from "./types";
import { marksOf, presenceWords, spokeWords } from "./words";

interface Props {
  row: ReadonlySignal<Row>;
  place: number;
  /** Where the row stands, in pixels from the list's beginning. */
  top: number;
  /** How many rows there are; -1 while nobody knows. */
  count: number;
  active: boolean;
  open: boolean;
  to: string;
  onFocus: () => void;
}

/** One ticket in the list: who, about what, how long is left, and what is unusual about it. */
export function RowView({ row, place, top, count, active, open, to, onFocus }: Props) {
  const { ticket, gone } = row.value;
  const unread = ticket.unread && !open;
  return (
    <li
      class="ticket-place"
      aria-posinset={place + 1}
      aria-setsize={count}
      style={{ transform: `translateY(${top}px)` }}
      onFocusIn={onFocus}
    >
      <Link
        to={to}
        id={`row-${ticket.id}`}
        class="ticket-row"
        tabIndex={active ? 0 : -1}
        aria-current={open ? "true" : undefined}
        data-unread={unread}
        data-gone={gone !== null}
      >
        <span class="row-top">
          <span class="row-name">
            {unread && <span class="only-read">{t("inbox.unread")} </span>}
            {ticket.customer_name ? <Bidi text={ticket.customer_name} /> : t("person.nameless")}
          </span>
          <Time ticket={ticket} />
        </span>
        <Words ticket={ticket} />
        <Marks row={row.value} />
        <ClockBar ticket={ticket} />
      </Link>
    </li>
  );
}

/** What it is about, and what the customer said last; without a subject there is room for more of it. */
function Words({ ticket }: { ticket: Listed }) {
  const { subject, excerpt } = ticket;
  const language = ticket.excerpt_language ?? undefined;
  if (!subject) {
    return (
      <span class="row-said" data-lines="2" lang={excerpt ? language : undefined}>
        <Bidi text={excerpt || t("inbox.no_words")} />
      </span>
    );
  }
  return (
    <>
      <span class="row-subject">
        <Bidi text={subject} />
      </span>
      <span class="row-said" lang={language}>
        {excerpt && <Bidi text={excerpt} />}
      </span>
    </>
  );
}

/** What is unusual about it, and who is there. */
function Marks({ row }: { row: Row }) {
  const { ticket } = row;
  const self = me.value?.agent ?? null;
  const present = presenceWords(othersAt(ticket.id, self));
  return (
    <span class="row-marks">
      {(ticket.priority === "urgent" || ticket.priority === "high") && (
        <Chip state={ticket.priority === "urgent" ? "breached" : "warned"}>
          {named("inbox.priority", ticket.priority)}
        </Chip>
      )}
      {present && <span class="row-present">{present}</span>}
      <span class="row-words">{marksOf(row, self).join(" · ")}</span>
    </span>
  );
}

/** The clock that presses most; where none runs, since when nobody spoke. */
function Time({ ticket }: { ticket: Listed }) {
  const clock = pressing(ticket.clocks);
  if (clock === null || clock.state === "met") return <span class="quiet">{spokeWords(ticket)}</span>;
  return <Left due={clock.due_at} state={clock.state} />;
}
