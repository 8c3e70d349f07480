import { type Signal, useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { api, taken } from "../../api/client";
import { now } from "../../clock";
import { Button } from "../../parts/Button";
import { Failure } from "../../parts/Failure";
import { useLoaded } from "../../parts/loading";
import { Sheet } from "../../parts/Sheet";
import { me } from "../../session";
import { clockTime } from "../../time";
import { t } from "../../words";
import { languageName } from "../../words/names";
import type { Commanding, Failed, HandOver } from "../commanding";
import { eventWords } from "../naming";
import { prefilled, type Receiving, receivers, receiverWords } from "./handing";

const PARTS = ["done", "pending", "next", "promised"] as const;
const MUST: ReadonlySet<string> = new Set(["done", "next"]);

interface Props {
  commanding: Commanding;
  onClose: () => void;
}

/** Handing a ticket over: to whom, and all that they need to know; it stays open until it is done. */
export function HandOverSheet({ commanding, onClose }: Props) {
  const { store } = commanding;
  const ticket = store.ticket.peek()!;
  const brief = useSignal<Omit<HandOver, "team">>(prefilled(ticket, store.messages.peek(), now.peek()));
  const wanted = useSignal("");
  const duty = useLoaded(() => taken(api.GET("/v1/desk/on-duty")), []);
  const teams = duty.data.value ? receivers(duty.data.value, ticket.team) : [];
  const team = teams.find((one) => one.team === wanted.value) ?? teams[0];
  const whole =
    team !== undefined && PARTS.every((part) => !MUST.has(part) || brief.value[part].trim() !== "");
  const send = async (event: Event) => {
    event.preventDefault();
    if (team && (await commanding.ask({ name: "handovers", body: { ...brief.value, team: team.team } })))
      onClose();
  };
  const failed = commanding.failed.value;
  return (
    <Sheet title={t("ticket.do.hand_over")} onClose={onClose}>
      <form onSubmit={(event) => void send(event)} class="asking">
        {duty.error.value && <Failure error={duty.error.value} again={() => void duty.again()} />}
        <TeamField teams={teams} team={team} onChange={(name) => (wanted.value = name)} />
        <BriefFields brief={brief} />
        {failed?.command.name === "handovers" && <NotDone failed={failed} />}
        <div class="actions">
          <Button type="submit" weight="first" disabled={!whole || commanding.busy.value !== null}>
            {team ? t("ticket.hand_over_to", { team: team.team }) : t("ticket.do.hand_over")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

interface TeamProps {
  teams: readonly Receiving[];
  team: Receiving | undefined;
  onChange: (name: string) => void;
}

/** To whom: who is on of each team, until when. */
function TeamField({ teams, team, onChange }: TeamProps) {
  const id = useId();
  return (
    <div class="field">
      <label for={id}>{t("ticket.to_whom")}</label>
      <select
        id={id}
        class="input"
        value={team?.team ?? ""}
        onChange={({ currentTarget }) => onChange(currentTarget.value)}
      >
        {teams.map((one) => (
          <option key={one.team} value={one.team}>
            {receiverWords(one)}
          </option>
        ))}
      </select>
      {team && <There team={team} />}
    </div>
  );
}

function BriefFields({ brief }: { brief: Signal<Omit<HandOver, "team">> }) {
  const id = useId();
  return (
    <>
      {PARTS.map((part) => (
        <div class="field" key={part}>
          <label for={`${id}-${part}`}>{t(`ticket.brief.${part}`)}</label>
          <textarea
            id={`${id}-${part}`}
            class="input"
            dir="auto"
            rows={2}
            required={MUST.has(part)}
            autofocus={part === "done"}
            value={brief.value[part]}
            onInput={({ currentTarget }) => {
              brief.value = { ...brief.value, [part]: currentTarget.value };
            }}
          />
        </div>
      ))}
    </>
  );
}

/** Why it was not handed over; the brief stays as it is. */
function NotDone({ failed }: { failed: Failed }) {
  const faults = "faults" in failed.error ? failed.error.faults : [];
  return (
    <>
      <Failure error={failed.error} safe={t("ticket.brief_is_kept")} />
      {faults.map(({ field, detail }) => (
        <p class="flag" key={field + detail}>
          {detail}
        </p>
      ))}
      {failed.changes.map((entry) => (
        <p key={entry.sequence}>
          <bdi>{eventWords(entry)}</bdi>
        </p>
      ))}
    </>
  );
}

/** What time it is there, until when they are on, and in which language they read the brief. */
function There({ team }: { team: Receiving }) {
  const zone = me.value?.regions.find(({ id }) => id === team.region)?.zone ?? null;
  const language = team.languages[0];
  return (
    <p class="quiet">
      {zone && `${t("ticket.time_there", { region: team.title, time: clockTime(now.value, zone) })} · `}
      {language && t("ticket.brief_in", { language: languageName(language) })}
    </p>
  );
}
