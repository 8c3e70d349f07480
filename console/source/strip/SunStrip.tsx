import { type Signal, useComputed, useSignal } from "@preact/signals";
import { api, taken } from "../api/client";
import { now } from "../clock";
import { useLoaded } from "../parts/loading";
import { me, zone } from "../session";
import { clockTime } from "../time";
import { language, t } from "../words";
import { dayAround, linesOf, type Stretch } from "./day";
import { Lines } from "./Lines";
import { sentence } from "./said";

const QUARTER = 15 * 60_000;

/** The day as the reader's clock has it, and in each region who is on: the same on every page. */
export function SunStrip() {
  const day = useComputed(() => dayAround(now.value, zone.value));
  const from = useComputed(() => day.value.from); // moves once a day, `day` each second
  const asked = { query: { at: new Date(from.value).toISOString() } };
  const duty = useLoaded(() => taken(api.GET("/v1/desk/on-duty", { params: asked })), [from.value]);
  const looked = useSignal<number | null>(null);
  if (duty.data.value === null) {
    return duty.error.value ? (
      <p class="strip quiet">{t("strip.unreadable")}</p>
    ) : (
      <div class="strip" aria-busy="true">
        <Room lines={(me.value?.regions.length ?? 0) + 1} />
      </div>
    );
  }
  const lines = linesOf(duty.data.value);
  const at = looked.value ?? now.value;
  const share = (at - day.value.from) / (day.value.until - day.value.from);
  return (
    <div
      class="strip"
      role="slider"
      tabIndex={0}
      aria-label={t("strip.label")}
      aria-valuemin={0}
      aria-valuemax={100}
      aria-valuenow={Math.round(100 * share)}
      aria-valuetext={lines.map((line) => sentence(line, at)).join(". ")}
      onPointerMove={(event) => (looked.value = under(event, day.value))}
      onPointerLeave={() => (looked.value = null)}
      onBlur={() => (looked.value = null)}
      onKeyDown={(event) => step(event, looked, at, day.value)}
    >
      <div class="strip-names" aria-hidden="true">
        <span class="quiet" data-short={clockTime(now.value)}>
          {t("strip.your_time", { zone: placeOf(zone.value), time: clockTime(now.value) })}
        </span>
        {lines.map(({ region, title }) => (
          <span key={region} title={title} data-short={region}>
            {title}
          </span>
        ))}
      </div>
      <Lines lines={lines} day={day.value} looked={looked.value} />
      {looked.value !== null && (
        <ul class="strip-said" data-end={share > 0.5} aria-hidden="true">
          {lines.map((line) => (
            <li key={line.region}>{sentence(line, at)}</li>
          ))}
        </ul>
      )}
    </div>
  );
}

/** As much room as the lines will take, so that nothing moves when they come. */
function Room({ lines }: { lines: number }) {
  return (
    <div class="strip-names">
      {Array.from({ length: lines }, (_, line) => (
        <span key={line} />
      ))}
    </div>
  );
}

/** The instant under the pointer; null beside the day. */
function under({ currentTarget, clientX }: PointerEvent, day: Stretch): number | null {
  const box = (currentTarget as Element).querySelector(".strip-day")!.getBoundingClientRect();
  const passed = reversed() ? box.right - clientX : clientX - box.left;
  const share = passed / box.width;
  return share < 0 || share >= 1 ? null : day.from + share * (day.until - day.from);
}

function step(event: KeyboardEvent, looked: Signal<number | null>, at: number, day: Stretch): void {
  if (event.key === "Escape") looked.value = null;
  const by = { ArrowRight: QUARTER, ArrowLeft: -QUARTER }[event.key];
  if (by === undefined) return;
  event.preventDefault();
  const later = reversed() ? -by : by;
  looked.value = Math.min(Math.max(at + later, day.from), day.until - 1);
}

/** Whether the day runs from the right to the left, as the reader reads. */
function reversed(): boolean {
  return language.value.direction === "rtl";
}

/** A zone as people call it: its city. */
function placeOf(name: string): string {
  return name.split("/").at(-1)!.replaceAll("_", " ");
}
