import { useSignal } from "@preact/signals";
import { useRef } from "preact/hooks";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { go, route } from "../router";
import { me } from "../session";
import { t } from "../words";
import { Chips } from "./Chips";
import { claim, refusedClaim } from "./claiming";
import { FilterSheet } from "./FilterSheet";
import { Fresh } from "./Fresh";
import type { Feed } from "./feed";
import { type ListActions, onRowKey, useListCommands } from "./listKeys";
import { Nothing } from "./Nothing";
import type { Picking } from "./picking";
import { SaveSheet } from "./SaveSheet";
import { Search } from "./Search";
import { ORDER_QUERY, orderOf, Sorting } from "./Sorting";
import { TicketRows } from "./TicketRows";
import { Views } from "./Views";
import { forget, save, type View, viewsOf } from "./views";
import { narrowings, wantedIn, withNarrowing, withoutNarrowing } from "./wanted";

interface Props {
  view: View;
  feed: Feed;
  picking: Picking;
}

/** The list: which one, what it is narrowed to, and its tickets. */
export function ListPane({ view, feed, picking }: Props) {
  const { id: open, query } = route.value;
  const field = useRef<HTMLInputElement>(null);
  const sheet = useSignal<"filter" | "save" | null>(null);
  const said = useSignal("");
  const views = viewsOf(me.value!);
  const show = (next: URLSearchParams) => go(addressOf(open, next));
  const clear = () => show(withNarrowing(new URLSearchParams(), "view", [view.id]));
  const insert = () => {
    const first = feed.fresh.peek()[0];
    void feed.load().then(() => first !== undefined && picking.focus(feed.order[0] ?? first));
  };
  const actions: ListActions = {
    picking,
    views,
    open,
    to: (id) => addressOf(id || null, route.value.query),
    claim: async (id) => {
      said.value = (await claim(feed, id)) ? t("inbox.claimed") : "";
    },
    search: () => field.current?.focus(),
    filter: () => (sheet.value = "filter"),
    insert,
  };
  useListCommands(actions);
  const chips = narrowings(wantedIn(query));
  return (
    <section class="pane-list" aria-label={t("inbox.title")}>
      <header class="list-head">
        <h1 class="only-read">{view.name}</h1>
        <Views views={views} current={view} onForget={(id) => void forget(id).then(() => go("/inbox"))} />
        <div class="list-tools">
          <Search
            field={field}
            said={query.get("search") ?? ""}
            onSearch={(words) => show(withNarrowing(query, "search", words ? [words] : []))}
            onLeave={() => (picking.ticket ? picking.focus(picking.ticket) : field.current?.blur())}
          />
          <Button keys="f" onClick={actions.filter}>
            {t("inbox.filter_button")}
          </Button>
        </div>
        <Chips
          chips={chips}
          onTake={(chip) => show(withoutNarrowing(query, chip))}
          onClear={clear}
          onSave={() => (sheet.value = "save")}
        />
        <div class="list-order">
          <Order feed={feed} query={query} show={show} />
          <Fresh feed={feed} onInsert={insert} />
        </div>
        <Troubles feed={feed} />
        <p class="only-read" role="status">
          {said.value}
        </p>
      </header>
      {/* biome-ignore lint/a11y/noStaticElementInteractions: the rows in it are links, which have the focus */}
      <div class="list-rows" onKeyDown={(event) => onRowKey(event, actions)}>
        <Rows {...{ view, feed, picking, actions, open, clear }} narrowed={chips.length > 0} />
      </div>
      {sheet.value === "filter" && (
        <FilterSheet
          query={query}
          feed={feed}
          onDone={(next) => {
            sheet.value = null;
            show(next);
          }}
          onClose={() => (sheet.value = null)}
        />
      )}
      {sheet.value === "save" && (
        <SaveSheet
          onSave={async (name) => {
            const saved = await save(name, withNarrowing(query, "view", [view.id]));
            sheet.value = null;
            go(`/inbox?view=${saved}`);
          }}
          onClose={() => (sheet.value = null)}
        />
      )}
    </section>
  );
}

interface RowsProps extends Props {
  actions: ListActions;
  open: string | null;
  narrowed: boolean;
  clear: () => void;
}

function Rows({ view, feed, picking, actions, open, narrowed, clear }: RowsProps) {
  if (!feed.begun.value) {
    return feed.error.value ? null : <div class="rows-coming" aria-busy="true" />;
  }
  if (feed.length.value === 0 && feed.complete.value) {
    return <Nothing view={view} narrowed={narrowed} onClear={clear} />;
  }
  return <TicketRows feed={feed} picking={picking} open={open} to={actions.to} />;
}

function Order({
  feed,
  query,
  show,
}: {
  feed: Feed;
  query: URLSearchParams;
  show: (next: URLSearchParams) => void;
}) {
  if (feed.query.search) return <span class="quiet">{t("inbox.sort.found")}</span>;
  return (
    <Sorting
      order={orderOf(feed.query.sort, feed.query.direction)}
      onSort={(order) => {
        const { sort, direction } = ORDER_QUERY[order];
        show(withNarrowing(withNarrowing(query, "sort", [sort]), "direction", direction ? [direction] : []));
      }}
    />
  );
}

/** What went wrong, and what is safe. */
function Troubles({ feed }: { feed: Feed }) {
  const error = feed.error.value;
  const refused = refusedClaim.value;
  const missing = feed.missing.value;
  return (
    <>
      {error && (
        <Failure
          error={error}
          {...(feed.begun.value ? { safe: t("inbox.as_it_was") } : {})}
          again={() => void feed.load()}
        />
      )}
      {missing.length > 0 && (
        <p class="notice" data-state="warned" role="status">
          {t("inbox.missing", { regions: missing.join(", "), count: missing.length })}
        </p>
      )}
      {refused && (
        <Failure error={refused.error} safe={t("inbox.claim_refused")}>
          <Button onClick={() => (refusedClaim.value = null)}>{t("inbox.seen")}</Button>
        </Failure>
      )}
    </>
  );
}

/** The address of a ticket beside the same list; null for none. */
function addressOf(id: string | null, query: URLSearchParams): string {
  const kept = new URLSearchParams(query);
  kept.delete("pane");
  const said = kept.toString();
  return `/inbox${id ? `/${encodeURIComponent(id)}` : ""}${said ? `?${said}` : ""}`;
}
