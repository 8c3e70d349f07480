import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { now } from "../clock";
import { settings, zone } from "../session";
import { clockTime } from "../time";
import { t } from "../words";
import type { Choose } from "./Settings";
import { isZone, machineZone, zones } from "./zones";

/** The clock by which times are shown. */
export function Zones({ choose }: { choose: Choose }) {
  const id = useId();
  const written = useSignal(settings.value.zone ?? "");
  const unknown = written.value !== "" && !isZone(written.value);
  const write = (said: string) => {
    written.value = said;
    if (said === "") choose({ zone: undefined });
    else if (isZone(said)) choose({ zone: said });
  };
  return (
    <section aria-labelledby={`${id}-title`}>
      <h2 id={`${id}-title`}>{t("settings.zone")}</h2>
      <p class="quiet">{t("settings.zone_means")}</p>
      <div class="field">
        <label for={id}>{t("settings.zone_name")}</label>
        <input
          id={id}
          class="input"
          list={`${id}-all`}
          autocomplete="off"
          dir="ltr"
          placeholder={machineZone()}
          aria-invalid={unknown}
          aria-describedby={`${id}-now`}
          value={written.value}
          onInput={({ currentTarget }) => write(currentTarget.value.trim())}
        />
        <datalist id={`${id}-all`}>
          {zones().map((one) => (
            <option key={one} value={one} />
          ))}
        </datalist>
        <p id={`${id}-now`} class={unknown ? "fault" : "quiet"} role="status">
          {unknown
            ? t("settings.zone_unknown", { zone: written.value })
            : t("settings.zone_now", { zone: zone.value, time: clockTime(now.value) })}
        </p>
      </div>
    </section>
  );
}
