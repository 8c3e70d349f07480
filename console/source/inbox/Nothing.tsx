import { api, taken } from "../api/client";
import { now } from "../clock";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { useLoaded } from "../parts/loading";
import { Link } from "../router";
import { linesOf } from "../strip/day";
import { sentence } from "../strip/said";
import { type Key, named, t } from "../words";
import type { View } from "./views";

interface Props {
  view: View;
  narrowed: boolean;
  onClear: () => void;
}

/** An empty list: why, what to do, who works now, and when the next shift begins. */
export function Nothing({ view, narrowed, onClear }: Props) {
  if (narrowed) {
    return (
      <Empty title={t("inbox.none_found")}>
        <p>{t("inbox.none_found_why", { view: view.name })}</p>
        <Button onClick={onClear}>{t("inbox.clear")}</Button>
      </Empty>
    );
  }
  return (
    <Empty title={title(view.id)}>
      <p>{named("inbox.none_why", view.own ? "own" : view.id)}</p>
      <WhoWorks />
      {view.id !== "unassigned" && <Link to="/inbox?view=unassigned">{t("inbox.to_unassigned")}</Link>}
    </Empty>
  );
}

function title(id: string): string {
  return t((id === "handed" ? "inbox.none_handed" : "inbox.none") satisfies Key);
}

/** Who is on in each region, until when, or who comes next. */
function WhoWorks() {
  const duty = useLoaded(() => taken(api.GET("/v1/desk/on-duty")), []);
  if (duty.data.value === null) return null;
  return (
    <ul class="who-works">
      {linesOf(duty.data.value).map((line) => (
        <li key={line.region}>{sentence(line, now.value)}</li>
      ))}
    </ul>
  );
}
