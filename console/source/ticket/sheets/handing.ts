import { clockTime, span } from "../../time";
import { named, t } from "../../words";
import { languageName, listed } from "../../words/names";
import type { HandOver } from "../commanding";
import type { MessageShape, OnDuty, TicketShape } from "../types";

/** A team that could take over: who is on of it, until when, in which languages. */
export interface Receiving {
  readonly team: string;
  readonly region: string;
  readonly title: string;
  readonly on: readonly string[];
  readonly languages: readonly string[];
  readonly until: string | null;
  readonly opens: string | null;
}

/** Every team but the ticket's own: those that are on first, the longest there at the top. */
export function receivers(duty: OnDuty, own: string | null): Receiving[] {
  const next = new Map(duty.next.map((one) => [one.team, one.at]));
  const teams = duty.now.map(({ team, region, agents, until }) => ({
    team,
    region,
    title: duty.regions[region] ?? region,
    on: agents.map(({ id }) => id),
    languages: [...new Set(agents.flatMap(({ languages }) => languages))],
    until,
    opens: next.get(team) ?? null,
  }));
  return teams.filter(({ team }) => team !== own).sort(byUse);
}

function byUse(one: Receiving, other: Receiving): number {
  if (one.on.length > 0 !== other.on.length > 0) return one.on.length > 0 ? -1 : 1;
  const at = ({ on, until, opens }: Receiving) =>
    on.length > 0 ? -Date.parse(until ?? "9999-12-31") : Date.parse(opens ?? "9999-12-31");
  return at(one) - at(other) || one.team.localeCompare(other.team);
}

/** A team in a line: "na-care: bob and eve are on, until 18:00, in English and Spanish". */
export function receiverWords(one: Receiving): string {
  const languages = listed(one.languages.map(languageName));
  if (one.on.length === 0) {
    return one.opens
      ? t("ticket.team_opens", { team: one.team, time: clockTime(Date.parse(one.opens)) })
      : t("ticket.team_never", { team: one.team });
  }
  const until = one.until ? clockTime(Date.parse(one.until)) : t("ticket.without_end");
  return t("ticket.team_on", { team: one.team, who: listed(one.on), until, languages });
}

/** What the ticket itself says for a brief: the agent writes on from there. */
export function prefilled(
  ticket: TicketShape,
  messages: readonly MessageShape[],
  now: number,
): Omit<HandOver, "team"> {
  const answers = messages.filter(({ direction }) => direction === "out");
  const asked = messages.filter(({ direction }) => direction === "in").at(-1);
  const answer = answers.filter(({ author }) => author.kind === "agent").at(-1);
  const waits = asked && (!answer || answer.sent_at < asked.sent_at);
  const due = ticket.clocks.find(({ state }) => state === "running");
  const told =
    ticket.expectation && ticket.expectation.answered_at === null ? ticket.expectation.latest : null;
  return {
    done: answer
      ? t("ticket.brief.answered", { who: answer.author.id, time: clockTime(Date.parse(answer.sent_at)) })
      : t("ticket.brief.not_answered"),
    pending: waits ? t("ticket.brief.waits", { span: span((now - Date.parse(asked.sent_at)) / 1_000) }) : "",
    next: due?.due_at
      ? t("ticket.brief.due", {
          target: named("ticket.target", due.target),
          time: clockTime(Date.parse(due.due_at)),
        })
      : "",
    promised: told ? t("ticket.brief.told", { time: clockTime(Date.parse(told)) }) : "",
  };
}
