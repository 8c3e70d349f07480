import { now } from "../clock";
import { clockTime, fromNow, span } from "../time";
import { named, t } from "../words";
import { countryName, languageName, listed } from "../words/names";
import type { Listed, Present, Row } from "./types";
import type { Narrowed } from "./wanted";

const AS_THEY_ARE: ReadonlySet<string> = new Set(["team", "topic", "channel", "region", "customer_id"]);

/** What a chip says: "Priority: urgent". */
export function chipWords({ name, value }: Narrowed): string {
  return t("inbox.chip", { name: filterName(name), value: valueWords(name, value) });
}

/** What a filter is called. */
export function filterName(name: string): string {
  return named("inbox.filter", name);
}

/** What a value of a filter is called. */
export function valueWords(name: string, value: string): string {
  if (AS_THEY_ARE.has(name)) return value;
  if (name.endsWith("since") || name.endsWith("before")) return instantWords(value);
  const said = SAID[name] ?? ((one: string) => named(`inbox.${name}`, one));
  return said(value);
}

const SAID: Readonly<Record<string, (value: string) => string>> = {
  language: languageName,
  country: countryName,
  counted: (value) => named("board.counted", value),
  without: filterName,
  due_within: (value) => span(Number(value) * 60),
  assignee: (value) => (value === "me" || value === "nobody" ? named("inbox.assignee", value) : value),
};

function instantWords(value: string): string {
  const at = Date.parse(value);
  return Number.isNaN(at) ? value : clockTime(at);
}

/** What stands beside a ticket: only what is not as it usually is. */
export function marksOf({ ticket, gone }: Row, self: string | null): string[] {
  return [
    ...(gone ? [goneWords(ticket, gone)] : []),
    ...(awaits(ticket) ? [t("inbox.handed_over", { team: ticket.handover?.from_team ?? "" })] : []),
    ...(ticket.status === "open" ? [] : [named("inbox.status", ticket.status)]),
    ...(ticket.assignee === null
      ? [t("inbox.unassigned")]
      : ticket.assignee === self
        ? []
        : [t("inbox.has_it", { who: ticket.assignee })]),
  ];
}

/** Who is at a ticket, in a few words; writers come first. */
export function presenceWords(others: readonly Present[]): string | null {
  const names = (doing: string) => others.filter((one) => one.doing === doing).map(({ who }) => called(who));
  if (names("writing").length > 0) return t("inbox.writes", { who: listed(names("writing")) });
  if (names("reading").length > 0) return t("inbox.reads", { who: listed(names("reading")) });
  return null;
}

/** Whether the team that has the ticket has yet to answer for it. */
export function awaits({ handover }: Listed): boolean {
  return Boolean(handover?.acknowledge_by && !handover.acknowledged_at && !handover.lapsed);
}

/** How long ago somebody spoke. */
export function spokeWords(ticket: Listed): string {
  const seconds = (now.value - Date.parse(ticket.last_message_at ?? ticket.opened_at)) / 1_000;
  return seconds < 60 ? t("time.just_now") : fromNow(-seconds);
}

function called(who: string): string {
  return who === "customer" ? t("inbox.customer") : who;
}

function goneWords(ticket: Listed, gone: NonNullable<Row["gone"]>): string {
  return t(`inbox.gone.${gone}`, { who: ticket.assignee ?? "" });
}
