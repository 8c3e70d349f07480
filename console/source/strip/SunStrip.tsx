import { useComputed, useSignal } from "@preact/signals";
import { api, taken } from "../api/client";
import { now } from "../clock";
import { useLoaded } from "../parts/loading";
import { zone } from "../session";
import { clockTime } from "../time";
import { t, tag } from "../words";
import { nameOfLanguage } from "../words/languages";
import { dayAround, type Line, linesOf, nextOn, onAt, type Stretch, union } from "./day";
import { marks } from "./marks";

const QUARTER = 15 * 60_000;
const HOURS = [0, 3, 6, 9, 12, 15, 18, 21];

/** The day as the reader's clock has it, and in each region who is on: the same on every page. */
export function SunStrip() {
  const day = useComputed(() => dayAround(now.value, zone.value));
  const from = useComputed(() => day.value.from); // moves once a day, `day` each second
  const duty = useLoaded(
    () =>
      taken(api.GET("/v1/desk/on-duty", { params: { query: { at: new Date(from.value).toISOString() } } })),
    [from.value],
  );
  const looked = useSignal<number | null>(null);
  if (duty.data.value === null) {
    return <div class="strip">{duty.error.value && <p class="quiet">{t("strip.unreadable")}</p>}</div>;
  }
  const lines = linesOf(duty.data.value);
  const place = (at: number) => (100 * (at - day.value.from)) / (day.value.until - day.value.from);
  const at = looked.value ?? now.value;
  const step = (by: number) => {
    looked.value = Math.min(Math.max(at + by, day.value.from), day.value.until - 1);
  };
  return (
    <div
      class="strip"
      role="slider"
      tabIndex={0}
      aria-label={t("strip.label")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(place(at))}
      aria-valuetext={lines.map((line) => sentence(line, at)).join(". ")}
      onPointerMove={(event) => {
        const box = event.currentTarget.querySelector(".strip-day")!.getBoundingClientRect();
        const share = (event.clientX - box.left) / box.width;
        const whole = day.value.until - day.value.from;
        looked.value = share < 0 || share >= 1 ? null : day.value.from + share * whole;
      }}
      onPointerLeave={() => (looked.value = null)}
      onBlur={() => (looked.value = null)}
      onKeyDown={({ key }) => {
        if (key === "ArrowRight") step(QUARTER);
        if (key === "ArrowLeft") step(-QUARTER);
        if (key === "Escape") looked.value = null;
      }}
    >
      <div class="strip-names" aria-hidden="true">
        <span class="quiet">
          {t("strip.your_time", { zone: zone.value.split("/").at(-1)!.replaceAll("_", " ") })}
        </span>
        {lines.map(({ region, title }) => (
          <span key={region} title={title}>
            {title}
          </span>
        ))}
      </div>
      <div class="strip-day" aria-hidden="true" dir="ltr">
        <Hours from={day.value.from} place={place} />
        {lines.map((line) => (
          <div key={line.region} class="strip-line">
            {within(union(line.shifts), day.value).map((span) => (
              <Bar key={span.from} span={span} place={place} state="on" />
            ))}
            {within(line.missing, day.value).map((span) => (
              <Bar key={span.from} span={span} place={place} state="missing" />
            ))}
          </div>
        ))}
        {marks.value
          .filter(({ at: mark }) => mark >= day.value.from && mark < day.value.until)
          .map((mark) => (
            <i
              key={mark.label}
              class="strip-mark"
              data-state={mark.state}
              title={mark.label}
              style={{ left: `${place(mark.at)}%` }}
            />
          ))}
        <i class="strip-now" style={{ left: `${place(now.value)}%` }} />
        {looked.value !== null && <i class="strip-looked" style={{ left: `${place(looked.value)}%` }} />}
      </div>
      {looked.value !== null && (
        <ul class="strip-said" data-end={place(at) > 50} aria-hidden="true">
          {lines.map((line) => (
            <li key={line.region}>{sentence(line, at)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

function Hours({ from, place }: { from: number; place: (at: number) => number }) {
  return (
    <div class="strip-hours">
      {HOURS.map((hour) => {
        const at = from + hour * 3_600_000;
        return (
          <span key={hour} style={{ left: `${place(at)}%` }}>
            {new Intl.DateTimeFormat(tag.value, {
              hour: "2-digit",
              minute: "2-digit",
              timeZone: zone.value,
            }).format(at)}
          </span>
        );
      })}
    </div>
  );
}

function Bar({ span, place, state }: { span: Stretch; place: (at: number) => number; state: string }) {
  const left = place(span.from);
  return (
    <i
      class="strip-bar"
      data-state={state}
      style={{ left: `${left}%`, width: `${place(span.until) - left}%` }}
    />
  );
}

function within(spans: readonly Stretch[], day: Stretch): Stretch[] {
  return spans
    .map(({ from, until }) => ({ from: Math.max(from, day.from), until: Math.min(until, day.until) }))
    .filter(({ from, until }) => until > from);
}

/** What a region's line says at an instant. */
function sentence(line: Line, at: number): string {
  const on = onAt(line, at);
  const told = { region: line.title, time: clockTime(at) };
  if (on.length > 0) {
    const spoken = [...new Set(on.flatMap(({ languages }) => languages))];
    return t("strip.on", {
      ...told,
      agents: listed([...new Set(on.map(({ agent }) => agent))]),
      languages: listed(spoken.map((one) => nameOfLanguage(one, tag.value))),
      until: clockTime(Math.max(...on.map(({ until }) => until))),
    });
  }
  if (line.missing.some(({ from, until }) => from <= at && at < until)) return t("strip.missing", told);
  const next = nextOn(line, at);
  return next === null ? t("strip.never", told) : t("strip.nobody", { ...told, next: clockTime(next) });
}

function listed(names: readonly string[]): string {
  return new Intl.ListFormat(tag.value, { type: "conjunction" }).format(names);
}
