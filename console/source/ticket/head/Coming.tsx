import { useSignal } from "@preact/signals";
import { Button } from "../../parts/Button";
import { Instant } from "../../time";
import { t } from "../../words";
import { nextWords } from "../naming";
import type { TicketStore } from "../store";
import type { NextMove } from "../types";

const MOST = 9;

/** What happens next if nobody acts, and why; all of it on request. */
export function Coming({ store }: { store: TicketStore }) {
  const whole = useSignal(false);
  const coming = store.coming.value;
  if (coming === null) return <p class="coming quiet">{t("ticket.next_unknown")}</p>;
  const [first, ...later] = coming.items;
  const others = later.slice(0, MOST);
  if (!first) return <p class="coming quiet">{t(`ticket.next_none.${coming.ends}`)}</p>;
  return (
    <div class="coming">
      <p>
        <Move move={first} />
        {others.length > 0 && (
          <Button weight="plain" aria-expanded={whole.value} onClick={() => (whole.value = !whole.value)}>
            {t(whole.value ? "ticket.next_less" : "ticket.next_more", { count: others.length })}
          </Button>
        )}
      </p>
      {whole.value && (
        <ol>
          {others.map((move, at) => (
            <li key={at}>
              <Move move={move} />
            </li>
          ))}
        </ol>
      )}
      {coming.staffing_known_until && whole.value && (
        <p class="quiet">
          {t("ticket.by_roster_from")} <Instant at={coming.staffing_known_until} />
        </p>
      )}
    </div>
  );
}

function Move({ move }: { move: NextMove }) {
  const { because } = move;
  return (
    <span title={move.sentence}>
      <strong>
        <Instant at={move.at} />
      </strong>{" "}
      <bdi>{nextWords(move)}</bdi>{" "}
      {because && (
        <span class="quiet">
          {t("ticket.because", { policy: because.policy, version: because.version, rule: because.rule })}
          {move.by_roster && ` · ${t("ticket.by_roster")}`}
        </span>
      )}
    </span>
  );
}
