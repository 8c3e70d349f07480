import { clockTime } from "../time";
import { named, t } from "../words";
import { listed } from "../words/names";
import type { NextMove, Present, TimelineEntry, WayShape } from "./types";

/** Who is at the ticket, in a sentence; writers come first, and the customer last. */
export function whoIsHere(present: readonly Present[], self: string | null): string[] {
  const others = present.filter(({ who }) => who !== self);
  const of = (doing: string) => others.filter((one) => one.doing === doing && one.who !== "customer");
  const names = (doing: string) => of(doing).map(({ who }) => who);
  const said: string[] = [];
  if (names("writing").length > 0) said.push(t("ticket.others_write", { who: listed(names("writing")) }));
  if (names("reading").length > 0) said.push(t("ticket.others_read", { who: listed(names("reading")) }));
  if (others.some(({ who, doing }) => who === "customer" && doing === "writing")) {
    said.push(t("ticket.customer_writes"));
  }
  return said;
}

/** What the desk will do, in the reader's language; as the API says it where nobody wrote that down. */
export function nextWords(move: NextMove): string {
  const { facts } = move;
  const values = {
    team: facts.team ?? "",
    agents: listed(facts.agents),
    target: facts.target ? named("ticket.target", facts.target) : "",
    step: numberOf(facts.step ?? ""),
    priority: facts.priority ? named("ticket.priority", facts.priority) : "",
    template: facts.template ?? "",
    time: facts.acknowledge_by ? clockTime(Date.parse(facts.acknowledge_by)) : "",
  };
  if (move.move === "ticket_escalated") return escalated(move, values);
  const name = move.move === "team_notified" && facts.doing === "page" ? "team_paged" : move.move;
  const known = named("ticket.next", name);
  return known === name.replaceAll("_", " ") ? move.sentence : filled(`ticket.next.${name}`, values);
}

function escalated({ facts }: NextMove, values: Record<string, string>): string {
  const does = [
    ...(facts.priority ? [t("ticket.next.to_priority", values)] : []),
    ...(facts.taken_from ? [t("ticket.next.taken_from", { who: facts.taken_from })] : []),
    ...facts.actions.map(({ doing, team, template }) =>
      filled(`ticket.next.to_${doing}`, { team: team ?? "", template: template ?? "" }),
    ),
    ...(facts.tag ? [t("ticket.next.tagged", { tag: facts.tag })] : []),
  ];
  const said = t("ticket.next.ticket_escalated", values);
  return does.length === 0 ? said : t("ticket.next.and_so", { said, does: listed(does) });
}

function filled(key: string, values: Record<string, string>): string {
  return t(key as "ticket.next.to_page", values);
}

/** Of a step as operations count them, "step 2", its number. */
function numberOf(step: string): string {
  return step.replace(/^step /, "");
}

/** What happened, in a quiet line. */
export function eventWords(entry: TimelineEntry): string {
  const text = (name: string) => (typeof entry[name] === "string" ? (entry[name] as string) : "");
  const known = named("ticket.event", entry.kind);
  if (known === entry.kind.replaceAll("_", " ")) return entry.sentence;
  const until = text("until") || text("opening");
  return t(`ticket.event.${entry.kind}` as "ticket.event.ticket_claimed", {
    who: entry.by.kind === "agent" ? entry.by.id : named("ticket.author", entry.by.kind),
    team: text("team"),
    step: numberOf(text("step")),
    priority: text("priority") ? named("ticket.priority", text("priority")) : "",
    target: text("target") ? named("ticket.target", text("target")) : "",
    until: until ? clockTime(Date.parse(until)) : "",
    ticket: text("into") || text("ticket_id"),
    score: typeof entry.score === "number" ? entry.score : "",
  });
}

/** A way to the customer, and how it stands: "WhatsApp, closes at 14:00". */
export function wayWords(way: WayShape): string {
  const name = way.account === "default" ? way.channel : `${way.channel} / ${way.account}`;
  return t("ticket.way", { name, state: wayState(way) });
}

function wayState(way: WayShape): string {
  if (way.closed === "quiet_hours" && way.opens_at) {
    return t("ticket.way.quiet_hours", { time: clockTime(Date.parse(way.opens_at)) });
  }
  if (way.closed === "window_closed" && way.template) return t("ticket.way.template");
  if (way.closed) return named("ticket.way", way.closed);
  return way.until ? t("ticket.way.until", { time: clockTime(Date.parse(way.until)) }) : t("ticket.way.open");
}
