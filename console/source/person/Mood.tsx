import { Chip } from "../parts/Chip";
import { Ago } from "../time";
import { named, t } from "../words";
import type { MoodShape } from "./types";

/** How they sounded: the tone in which they are spoken to, and their last messages. */
export function Mood({ mood }: { mood: MoodShape }) {
  return (
    <section aria-labelledby="person-mood">
      <h3 id="person-mood">{t("person.mood")}</h3>
      <p class="person-chips">
        <Chip state={mood.tone === "angry" ? "breached" : "met"}>{t(`person.tone.${mood.tone}`)}</Chip>
        {mood.asks_for_person && <Chip state="warned">{t("person.asks_for_person")}</Chip>}
      </p>
      <ul class="person-lines">
        {mood.heard
          .filter(({ moods }) => moods.length > 0)
          .map(({ at, ticket_id, moods }) => (
            <li key={ticket_id + at}>
              <span>{moods.map((one) => named("person.heard", one)).join(", ")}</span>
              <span class="quiet">
                <Ago at={at} />
              </span>
            </li>
          ))}
      </ul>
    </section>
  );
}
