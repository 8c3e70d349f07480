import { now } from "./clock";
import { zone } from "./session";
import { t, tag } from "./words";
import { dateFormat, numberFormat, relativeFormat } from "./words/formats";

const MINUTE = 60;
const HOUR = 60 * MINUTE;
const DAY = 24 * HOUR;

type Unit = "second" | "minute" | "hour" | "day";

/** "12 min", "2 h", "3 days": the largest unit that says enough; seconds in the last minute. */
export function span(seconds: number, language = tag.value): string {
  const [count, unit] = counted(Math.abs(seconds));
  const style = { style: "unit", unit, unitDisplay: "short" } as const;
  return numberFormat(language, style).format(count);
}

/** The same from now on, or until now: "in 12 min.", "3 days ago". Languages decline what is counted. */
export function fromNow(seconds: number, language = tag.value): string {
  const [count, unit] = counted(Math.abs(seconds));
  return relativeFormat(language).format(seconds < 0 ? -count : count, unit);
}

function counted(length: number): [number, Unit] {
  const [unit, of] = (
    length < MINUTE
      ? ["second", 1]
      : length < HOUR
        ? ["minute", MINUTE]
        : length < 2 * DAY
          ? ["hour", HOUR]
          : ["day", DAY]
  ) as [Unit, number];
  return [Math.floor(length / of), unit];
}

/** An instant as the reader's clock shows it: the time, and the day where it is not today. */
export function clockTime(at: number, where = zone.value, language = tag.value): string {
  const far = dayOf(at, where) !== dayOf(now.value, where);
  const day = far ? ({ weekday: "short", day: "numeric", month: "short" } as const) : {};
  return dateFormat(language, {
    hour: "2-digit",
    minute: "2-digit",
    timeZone: where,
    ...day,
  }).format(at);
}

/** The whole of an instant, for whoever looks closer: in the reader's zone, and in another. */
export function fullTime(at: number, other?: string | null): string {
  const whole = (where: string) =>
    dateFormat(tag.value, {
      dateStyle: "full",
      timeStyle: "long",
      timeZone: where,
    }).format(at);
  const own = whole(zone.value);
  return other && other !== zone.value ? t("time.both", { own, there: whole(other) }) : own;
}

function dayOf(at: number, where: string): string {
  return dateFormat("en-CA", { timeZone: where }).format(at);
}

/** An instant: short to read, whole on hover; `there` is the zone of whom it is about. */
export function Instant({ at, there = null }: { at: string; there?: string | null }) {
  const instant = Date.parse(at);
  return (
    <time dateTime={at} title={fullTime(instant, there)}>
      {clockTime(instant)}
    </time>
  );
}

/** How long ago, or how long until. */
export function Ago({ at }: { at: string }) {
  const seconds = Math.round((Date.parse(at) - now.value) / 1_000);
  return (
    <time dateTime={at} title={fullTime(Date.parse(at))}>
      {Math.abs(seconds) < MINUTE ? t("time.just_now") : fromNow(seconds)}
    </time>
  );
}

export type ClockState = "running" | "paused" | "met" | "breached";

/** How a clock does: the share of its last hour or so that is left moves the bar's end. */
export function left(due: string | null, state: ClockState): number | null {
  if (state !== "running" || due === null) return null;
  return Math.round((Date.parse(due) - now.value) / 1_000);
}

/** A clock in words: "12 min left", "met", "missed 5 min ago", "paused". */
export function Left({ due, state }: { due: string | null; state: ClockState }) {
  const seconds = left(due, state);
  const words =
    seconds === null
      ? t(`clock.${state}` as "clock.met")
      : seconds < 0
        ? t("clock.over", { ago: fromNow(seconds) })
        : t("clock.left", { span: span(seconds) });
  return due === null ? (
    <span class="left" data-state={state}>
      {words}
    </span>
  ) : (
    <time class="left" dateTime={due} data-state={stateNow(seconds, state)} title={fullTime(Date.parse(due))}>
      {words}
    </time>
  );
}

function stateNow(seconds: number | null, state: ClockState): string {
  if (seconds === null) return state;
  return seconds < 0 ? "breached" : seconds < 15 * MINUTE ? "warned" : "running";
}
