import { useEffect, useMemo } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { me } from "../session";
import { t } from "../words";
import { HandingOver } from "./HandingOver";
import { Needed } from "./Needed";
import { Next } from "./Next";
import { Now } from "./Now";
import { TodayStore } from "./today";
import "./shift.css";

/** One's own shift: now, next, and what one hands over. */
export function Shift() {
  const store = useMemo(() => new TodayStore(), [me.value?.key_id]);
  useEffect(() => {
    void store.load();
    return store.follow();
  }, [store]);
  const error = store.error.value;
  const today = store.today();
  if (me.value?.agent == null) {
    return (
      <Empty title={t("shift.no_agent")}>
        <p>{t("shift.no_agent_means")}</p>
      </Empty>
    );
  }
  if (today === null) {
    return error ? (
      <Failure error={error} again={() => void store.load()} />
    ) : (
      <div class="my-shift" aria-busy="true" />
    );
  }
  return (
    <div class="my-shift">
      <h1>{t("shell.shift")}</h1>
      {error && <Failure error={error} safe={t("shift.as_it_was")} again={() => void store.load()} />}
      <Now today={today} />
      <Needed tickets={today.needed} end={today.shift.now?.end ?? null} />
      <HandingOver leaving={today.leaving} looking={today.looking} end={today.shift.now?.end ?? null} />
      <Next today={today} />
    </div>
  );
}
