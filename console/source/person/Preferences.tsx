import { useSignal } from "@preact/signals";
import { now } from "../clock";
import { Button } from "../parts/Button";
import { Chip } from "../parts/Chip";
import { t } from "../words";
import type { PersonStore } from "./known";
import { accountName, placeOf } from "./naming";
import { PreferencesSheet } from "./PreferencesSheet";
import { isQuiet } from "./quiet";
import type { PreferencesShape } from "./types";

/** When and where they want to be reached. */
export function Preferences({ store }: { store: PersonStore }) {
  const asked = useSignal(false);
  const person = store.person.value;
  if (person === null) return null;
  const { preferred, quiet_hours: hours } = person.preferences;
  return (
    <section aria-labelledby="person-preferences">
      <h3 id="person-preferences">{t("person.preferences")}</h3>
      <ul class="person-lines">
        <li>
          <span>
            {preferred
              ? t("person.prefers", { account: accountName(preferred) })
              : t("person.prefers_nothing")}
          </span>
        </li>
        <li>
          {hours ? <Hours hours={hours} lives={person.zone} /> : <span>{t("person.no_quiet_hours")}</span>}
        </li>
      </ul>
      <Button weight="plain" onClick={() => (asked.value = true)}>
        {t("person.change")}
        <span class="only-read">: {t("person.preferences")}</span>
      </Button>
      {asked.value && (
        <PreferencesSheet store={store} person={person} onClose={() => (asked.value = false)} />
      )}
    </section>
  );
}

type QuietHours = NonNullable<PreferencesShape["quiet_hours"]>;

function Hours({ hours, lives }: { hours: QuietHours; lives: string | null }) {
  const zone = hours.zone ?? lives;
  return (
    <>
      <span>
        {t("person.quiet_hours", { from: hours.from, until: hours.until })}{" "}
        {isQuiet(hours, now.value, lives) && <Chip state="warned">{t("person.quiet_now")}</Chip>}
      </span>
      <span class="quiet">
        <span>{zone ? t("person.by_the_clock", { place: placeOf(zone) }) : t("person.no_clock")}</span>
        <span>{t(hours.everything ? "person.quiet_for_all" : "person.quiet_for_desk")}</span>
      </span>
    </>
  );
}
