import { useSignal } from "@preact/signals";
import { Button } from "../parts/Button";
import { Sheet } from "../parts/Sheet";
import { me } from "../session";
import { t } from "../words";
import { languageName } from "../words/names";
import type { Feed } from "./feed";
import { CheckField, ChoiceField, WordField } from "./fields";

const STATUSES = ["new", "open", "waiting", "held", "solved", "closed"];
const CHOICES: Readonly<Record<string, readonly string[]>> = {
  waiting_for: ["desk", "customer"],
  unacknowledged: ["true"],
  breached: ["true", "false"],
  due_within: ["15", "60", "240", "1440"],
  priority: ["urgent", "high", "normal", "low"],
  tier: ["standard", "vip", "emergency"],
};

interface Props {
  query: URLSearchParams;
  feed: Feed;
  onDone: (query: URLSearchParams) => void;
  onClose: () => void;
}

/** All that a list can be narrowed to. */
export function FilterSheet({ query, feed, onDone, onClose }: Props) {
  const draft = useSignal(new URLSearchParams(query));
  const put = (name: string, values: readonly string[]) => {
    const next = new URLSearchParams(draft.value);
    next.delete(name);
    for (const value of values) next.append(name, value);
    draft.value = next;
  };
  const said = (name: string) => draft.value.getAll(name);
  const known = (of: "topic" | "channel" | "language") => suggestions(feed, of);
  const words = { said, put };
  return (
    <Sheet id="filter" title={t("inbox.filters")} onClose={onClose}>
      <form
        class="filters"
        onSubmit={(event) => {
          event.preventDefault();
          onDone(draft.value);
        }}
      >
        <CheckField {...words} name="status" values={STATUSES} />
        <CheckField {...words} name="team" values={me.value?.teams.map(({ id }) => id) ?? []} />
        {Object.entries(CHOICES).map(([name, values]) => (
          <ChoiceField key={name} {...words} name={name} values={values} />
        ))}
        <WordField {...words} name="assignee" suggested={["me", "nobody"]} />
        <WordField {...words} name="topic" suggested={known("topic")} />
        <WordField {...words} name="language" suggested={known("language")} shown={languageName} />
        <WordField {...words} name="channel" suggested={known("channel")} />
        <ChoiceField {...words} name="region" values={me.value?.regions.map(({ id }) => id) ?? []} />
        <div class="actions">
          <Button type="submit" weight="first">
            {t("inbox.show")}
          </Button>
          <Button onClick={onClose}>{t("inbox.leave")}</Button>
        </div>
      </form>
    </Sheet>
  );
}

/** What stands in the rows that were looked at: enough to choose from. */
function suggestions(feed: Feed, of: "topic" | "channel" | "language"): string[] {
  const found = feed.order.slice(0, 500).map((id) => feed.row(id)?.peek().ticket[of] ?? null);
  return [...new Set(found.filter((one): one is string => Boolean(one)))].sort();
}
