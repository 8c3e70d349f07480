import { now } from "../clock";
import { locale } from "./words";

/** The time of an instant as the reader's clock has it; with its day where that is not today. */
export function when(at: string): string {
  const instant = Date.parse(at);
  const isToday = dayOf(instant) === dayOf(now.peek()); // the desk's day, however this device's clock is set
  const day = isToday ? {} : ({ weekday: "long", day: "numeric", month: "short" } as const);
  return new Intl.DateTimeFormat(locale.value, { hour: "2-digit", minute: "2-digit", ...day }).format(
    instant,
  );
}

function dayOf(instant: number): string {
  return new Date(instant).toDateString();
}

/** A size as one says it: "1.2 MB". */
export function size(bytes: number): string {
  const [unit, of] = bytes < 1_000_000 ? (["kilobyte", 1_000] as const) : (["megabyte", 1_000_000] as const);
  const style = { style: "unit", unit, maximumFractionDigits: 1 } as const;
  return new Intl.NumberFormat(locale.value, style).format(Math.max(bytes / of, 0.1));
}

/** A share as one says it: "40%". */
export function percent(share: number): string {
  return new Intl.NumberFormat(locale.value, { style: "percent" }).format(share);
}
