import { useId } from "preact/hooks";
import { t } from "../../words";
import { wayWords } from "../naming";
import type { WayShape } from "../types";
import { usedWay } from "./usedWay";
import type { Writing } from "./writing";

/** By which way the answer goes; one that is closed says why, and which is open. */
export function Ways({ writing }: { writing: Writing }) {
  const id = useId();
  const ways = writing.ways.value;
  const used = usedWay(writing);
  if (ways.length === 0 || writing.draft.noting) return null;
  const choose = (name: string) => {
    const found = ways.find((one) => nameOf(one) === name);
    writing.change({ via: found && !found.used ? { channel: found.channel, account: found.account } : null });
  };
  return (
    <div class="ways">
      <label for={id} class="quiet">
        {t("ticket.goes_by")}
      </label>
      <select
        id={id}
        class="input"
        value={used ? nameOf(used) : ""}
        onChange={({ currentTarget }) => choose(currentTarget.value)}
      >
        {ways.map((one) => (
          <option key={nameOf(one)} value={nameOf(one)}>
            {wayWords(one)}
          </option>
        ))}
      </select>
      {used && !used.open && <p class="flag">{closedWords(used)}</p>}
    </div>
  );
}

function closedWords(way: WayShape): string {
  if (way.closed === "quiet_hours") return t("ticket.waits_for_morning");
  return way.template
    ? t("ticket.template_goes", { template: way.template })
    : t("ticket.choose_another_way");
}

function nameOf({ channel, account }: WayShape): string {
  return `${channel} ${account}`;
}
