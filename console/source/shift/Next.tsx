import { now } from "../clock";
import { clockTime, fromNow } from "../time";
import { t } from "../words";
import { Colleague } from "./Now";
import type { Today } from "./today";

/** Who takes over, from when, and when one is on again. */
export function Next({ today }: { today: Today }) {
  const { shift, teams } = today;
  return (
    <section aria-labelledby="shift-next">
      <h2 id="shift-next">{t("shift.next")}</h2>
      <p class="shift-head">
        {shift.next
          ? t("shift.mine_next", {
              time: clockTime(shift.next.start),
              when: fromNow((shift.next.start - now.value) / 1_000),
            })
          : t("shift.none_next")}
      </p>
      <ul class="shift-teams">
        {teams.map(({ team, next, from }) => (
          <li key={team}>
            <h3>{team}</h3>
            {next.length === 0 || from === null ? (
              <p class="quiet">{t("shift.nobody_ever")}</p>
            ) : (
              <>
                <p>{t("shift.takes_over", { time: clockTime(from) })}</p>
                <ul class="shift-people">
                  {next.map((one) => (
                    <Colleague key={one.id} agent={one} />
                  ))}
                </ul>
              </>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
