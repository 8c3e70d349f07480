import { now } from "../clock";
import { Bidi } from "../parts/Bidi";
import { Instant } from "../time";
import { t } from "../words";
import { countryName, languageName } from "../words/names";
import { nameOf, placeOf, timeThere } from "./naming";
import type { PersonShape } from "./types";

/** Who it is, where, and what time it is there. */
export function Who({ person }: { person: PersonShape }) {
  const { country, language, zone } = person;
  const name = nameOf(person);
  return (
    <header class="person-who">
      <h2 id={`person-${person.id}`}>{name ? <Bidi text={name} /> : t("person.nameless")}</h2>
      <p>
        {zone && (
          <span class="there" title={t("person.by_the_clock", { place: placeOf(zone) })}>
            {t("person.there", { time: timeThere(now.value, zone) })}
          </span>
        )}
        {country && <span>{countryName(country)}</span>}
        {language && <span>{languageName(language)}</span>}
      </p>
      <p class="quiet">
        {t("person.known_since")} <Instant at={person.known_since} there={zone} />
      </p>
    </header>
  );
}
