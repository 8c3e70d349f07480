import { clockTime } from "../time";
import { t } from "../words";
import { languageName, listed } from "../words/names";
import { type Line, nextOn, onAt } from "./day";

/** What a region's line says at an instant: who is on, or who is next. */
export function sentence(line: Line, at: number): string {
  const told = { region: line.title, time: clockTime(at) };
  const on = onAt(line, at);
  if (on.length > 0) {
    const spoken = [...new Set(on.flatMap(({ languages }) => languages))];
    return t("strip.on", {
      ...told,
      agents: listed([...new Set(on.map(({ agent }) => agent))]),
      languages: listed(spoken.map(languageName)),
      until: clockTime(Math.max(...on.map(({ until }) => until))),
    });
  }
  if (line.missing.some(({ from, until }) => from <= at && at < until)) return t("strip.missing", told);
  const next = nextOn(line, at);
  return next === null ? t("strip.never", told) : t("strip.nobody", { ...told, next: clockTime(next) });
}
