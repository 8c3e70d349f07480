import { now } from "../clock";
import { zone } from "../session";
import { tag } from "../words";
import { type Line, type Stretch, union } from "./day";
import { marks } from "./marks";

const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];
const HOUR = 3_600_000;

/** The drawing of the day: hours, a line for each region, deadlines, and now. Words say the same. */
export function Lines({
  lines,
  day,
  looked,
}: {
  lines: readonly Line[];
  day: Stretch;
  looked: number | null;
}) {
  const place = (at: number) => `${(100 * (at - day.from)) / (day.until - day.from)}%`;
  return (
    <div class="strip-day" aria-hidden="true">
      <div class="strip-hours">
        {HOURS.map((hour) => (
          <span key={hour} style={{ insetInlineStart: place(day.from + hour * HOUR) }}>
            {hourOf(day.from + hour * HOUR)}
          </span>
        ))}
      </div>
      {lines.map((line) => (
        <div key={line.region} class="strip-line">
          <Bars spans={union(line.shifts)} day={day} state="on" />
          <Bars spans={line.missing} day={day} state="missing" />
        </div>
      ))}
      {marks.value
        .filter(({ at }) => at >= day.from && at < day.until)
        .map(({ at, label, state }) => (
          <i
            key={label}
            class="strip-mark"
            data-state={state}
            title={label}
            style={{ insetInlineStart: place(at) }}
          />
        ))}
      <i class="strip-now" style={{ insetInlineStart: place(now.value) }} />
      {looked !== null && <i class="strip-looked" style={{ insetInlineStart: place(looked) }} />}
    </div>
  );
}

function Bars({ spans, day, state }: { spans: readonly Stretch[]; day: Stretch; state: "on" | "missing" }) {
  const length = day.until - day.from;
  const share = (milliseconds: number) => `${(100 * milliseconds) / length}%`;
  return (
    <>
      {spans
        .map(({ from, until }) => ({ from: Math.max(from, day.from), until: Math.min(until, day.until) }))
        .filter(({ from, until }) => until > from)
        .map(({ from, until }) => (
          <i
            key={from}
            class="strip-bar"
            data-state={state}
            style={{ insetInlineStart: share(from - day.from), inlineSize: share(until - from) }}
          />
        ))}
    </>
  );
}

function hourOf(at: number): string {
  const style = { hour: "2-digit", minute: "2-digit", timeZone: zone.value } as const;
  return new Intl.DateTimeFormat(tag.value, style).format(at);
}
