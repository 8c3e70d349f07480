import type { components } from "../api/schema";
import { t, tag } from "../words";
import type { Length } from "./asked";

export type Figures = components["schemas"]["FiguresShape"];
export type Row = components["schemas"]["FiguresRow"];
export type Analytics = components["schemas"]["AnalyticsShape"];
export type Target = components["schemas"]["Target"];

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;
export const NOTHING = "–";

/** A whole number as the reader writes it. */
export function count(value: number | null): string {
  return value === null ? NOTHING : new Intl.NumberFormat(tag.value).format(value);
}

/** A share as a percentage; a little less than all is never shown as all. */
export function share(value: number | null): string {
  if (value === null) return NOTHING;
  const shown = value < 1 ? Math.min(value, 0.999) : value;
  const style = { style: "percent", maximumFractionDigits: shown > 0.99 ? 1 : 0 } as const;
  return new Intl.NumberFormat(tag.value, style).format(shown);
}

/** The mean of scores. */
export function mean(value: number | null): string {
  const style = { minimumFractionDigits: 1, maximumFractionDigits: 1 };
  return value === null ? NOTHING : new Intl.NumberFormat(tag.value, style).format(value);
}

/** How long it took, to two figures: "4.2 h", "12 min", "3 days". */
export function duration(seconds: number | null): string {
  if (seconds === null) return NOTHING;
  const [unit, of] = unitOf(seconds);
  const amount = seconds / of;
  return new Intl.NumberFormat(tag.value, {
    style: "unit",
    unit,
    unitDisplay: "short",
    maximumFractionDigits: amount < 10 && unit !== "second" ? 1 : 0,
  }).format(amount);
}

/** The unit in which the largest of some durations is best read, and how many seconds it has. */
export function unitOf(seconds: number): ["second" | "minute" | "hour" | "day", number] {
  if (seconds < 2 * MINUTE) return ["second", 1];
  if (seconds < 2 * HOUR) return ["minute", MINUTE];
  if (seconds < 2 * DAY) return ["hour", HOUR];
  return ["day", DAY];
}

/** The share of decided promises that was kept; null where none was decided. */
export function attained(figures: Figures, target: Target): number | null {
  const { met, breached } = figures.targets[target]!;
  return met + breached === 0 ? null : met / (met + breached);
}

/** Whether anything at all is counted. */
export function isEmpty(figures: Figures): boolean {
  const { opened, solved, closed, merged, backlog, first_replies, satisfaction } = figures;
  const counts = [opened, solved, closed, merged, backlog ?? 0, first_replies, satisfaction.count];
  const decided = Object.values(figures.targets).flatMap(({ met, breached }) => [met, breached]);
  return [...counts, ...decided].every((one) => one === 0);
}

/** What a value of something that figures are grouped by is called. */
export function valueName(dimension: string, value: string | null): string {
  if (value === null || value === "") return t(`board.no.${dimension}` as "board.no.team");
  const type = { language: "language", country: "region" }[dimension] as "language" | "region" | undefined;
  if (!type) return value;
  return new Intl.DisplayNames(tag.value, { type, fallback: "code" }).of(value) ?? value;
}

/** A period of time as the reader writes it, by its length; on an axis there is little room. */
export function periodName(begins: string, length: Length, zone: string, { short = false } = {}): string {
  const month = short ? "short" : "long";
  const shown = {
    hour: { hour: "2-digit", minute: "2-digit" },
    day: { ...(short ? {} : { weekday: "short" }), day: "numeric", month: "short" },
    week: { day: "numeric", month: "short" },
    month: { month, year: "numeric" },
  }[length] as Intl.DateTimeFormatOptions;
  return new Intl.DateTimeFormat(tag.value, { ...shown, timeZone: zone }).format(Date.parse(begins));
}
