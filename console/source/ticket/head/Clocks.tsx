import { useSignalEffect } from "@preact/signals";
import { now } from "../../clock";
import { type Mark, marks } from "../../strip/marks";
import { fullTime, Left } from "../../time";
import { named, t } from "../../words";
import type { TicketStore } from "../store";
import type { ClockShape } from "../types";

/** The promises of a ticket, counting down; they stand on the sun strip too. */
export function Clocks({ store }: { store: TicketStore }) {
  useSignalEffect(() => {
    marks.value = (store.ticket.value?.clocks ?? []).flatMap(markOf);
    return () => {
      marks.value = [];
    };
  });
  const ticket = store.ticket.value;
  if (ticket === null) return null;
  return (
    <ul class="clocks" aria-label={t("ticket.clocks")}>
      {ticket.clocks.map((clock) => (
        <Clock key={clock.target} clock={clock} since={Date.parse(ticket.opened_at)} />
      ))}
    </ul>
  );
}

function Clock({ clock, since }: { clock: ClockShape; since: number }) {
  const due = clock.state === "running" && clock.due_at ? Date.parse(clock.due_at) : null;
  const share = due === null ? null : shareLeft(since, due, now.value);
  return (
    <li class="clock" title={clock.due_at ? fullTime(Date.parse(clock.due_at)) : undefined}>
      <span>{named("ticket.target", clock.target)}</span>
      <Left due={clock.due_at} state={clock.state} />
      {share !== null && (
        <span class="time-left" aria-hidden="true">
          <span style={{ inlineSize: `${Math.round(share * 100)}%` }} />
        </span>
      )}
    </li>
  );
}

/** How much of a stretch is left at an instant, from 1 to 0. */
export function shareLeft(since: number, due: number, at: number): number {
  return due <= since ? 0 : Math.max(0, Math.min(1, (due - at) / (due - since)));
}

function markOf(clock: ClockShape): Mark[] {
  if (clock.due_at === null || clock.state === "met") return [];
  const at = Date.parse(clock.due_at);
  const late = clock.state === "breached" || at < now.peek();
  const state = late ? "breached" : clock.warned ? "warned" : "running";
  return [{ at, label: named("ticket.target", clock.target), state }];
}
