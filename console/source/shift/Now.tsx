import { now } from "../clock";
import { clockTime, span } from "../time";
import { t } from "../words";
import { languageName, listed } from "../words/names";
import type { AgentOn, TeamToday } from "./duty";
import type { Today } from "./today";

/** How long one is on, and with whom. */
export function Now({ today }: { today: Today }) {
  const { shift, teams } = today;
  return (
    <section aria-labelledby="shift-now">
      <h2 id="shift-now">{t("shift.now")}</h2>
      <p class="shift-head">
        {shift.now
          ? t("shift.on_until", {
              time: clockTime(shift.now.end),
              span: span((shift.now.end - now.value) / 1_000),
            })
          : t("shift.not_on")}
      </p>
      <ul class="shift-teams">
        {teams.map((one) => (
          <Team key={one.team} team={one} />
        ))}
      </ul>
    </section>
  );
}

function Team({ team }: { team: TeamToday }) {
  return (
    <li>
      <h3>
        {team.team} <span class="quiet">{team.region}</span>
      </h3>
      {team.on.length === 0 ? (
        <p class="quiet">
          {team.from === null
            ? t("shift.nobody_ever")
            : t("shift.nobody_until", { time: clockTime(team.from) })}
        </p>
      ) : (
        <>
          <ul class="shift-people">
            {team.on.map((one) => (
              <Colleague key={one.id} agent={one} />
            ))}
          </ul>
          <p class="quiet">
            {team.until === null ? t("shift.without_end") : t("shift.until", { time: clockTime(team.until) })}
          </p>
        </>
      )}
    </li>
  );
}

export function Colleague({ agent }: { agent: AgentOn }) {
  return (
    <li>
      <strong>{agent.id}</strong> <span class="quiet">{listed(agent.languages.map(languageName))}</span>
    </li>
  );
}
