import { type Command, useCommands } from "../keys";
import { go } from "../router";
import { t } from "../words";
import { goAndDo } from "./doing";
import type { Picking } from "./picking";
import type { View } from "./views";

const PAGE = 8; // rows
const DIGITS = 9;

/** What the keyboard does in the list. */
export interface ListActions {
  readonly picking: Picking;
  readonly views: readonly View[];
  /** The ticket that is open; null for none. */
  readonly open: string | null;
  readonly to: (id: string) => string;
  readonly claim: (id: string) => Promise<void>;
  readonly search: () => void;
  readonly filter: () => void;
  readonly insert: () => void;
}

/** Its commands: from anywhere on the page, as long as no ticket that is open has the key. */
export function useListCommands(actions: ListActions): void {
  const { picking, views, to } = actions;
  const picked = (run: (id: string) => void) => ({
    run: () => {
      if (picking.ticket) run(picking.ticket);
    },
    when: () => actions.open === null && picking.ticket !== null,
  });
  const opened = (id: string, keys: string, name: Command["name"], command: string): Command => ({
    id: `inbox.${id}`,
    keys,
    name,
    ...picked((ticket) => goAndDo(to(ticket), command)),
  });
  useCommands([
    { id: "inbox.next", keys: "j", name: t("inbox.do.next"), run: () => picking.move(1) },
    { id: "inbox.previous", keys: "k", name: t("inbox.do.previous"), run: () => picking.move(-1) },
    {
      id: "inbox.open",
      keys: "Enter",
      name: t("inbox.do.open"),
      run: () => {
        if (picking.ticket) go(to(picking.ticket));
      },
      when: () => picking.ticket !== null && document.activeElement === document.body,
    },
    { id: "inbox.claim", keys: "c", name: t("inbox.do.claim"), ...picked((id) => void actions.claim(id)) },
    opened("reply", "r", t("inbox.do.reply"), "ticket.reply"),
    opened("note", "n", t("inbox.do.note"), "ticket.note"),
    opened("handover", "h", t("inbox.do.hand_over"), "ticket.handover"),
    opened("solve", "s", t("inbox.do.solve"), "ticket.solve"),
    { id: "inbox.search", keys: "/", name: t("inbox.search"), run: actions.search },
    { id: "inbox.filter", keys: "f", name: t("inbox.filters"), run: actions.filter },
    { id: "inbox.insert", keys: ".", name: t("inbox.do.insert"), run: actions.insert },
    {
      id: "inbox.close",
      keys: "Escape",
      name: t("inbox.do.close"),
      run: () => go(to("")),
      when: () => actions.open !== null,
    },
    ...views.slice(0, DIGITS).map((view, at) => ({
      id: `inbox.view.${view.id}`,
      keys: String(at + 1),
      name: t("inbox.do.view", { name: view.name }),
      run: () => go(`/inbox?view=${view.id}`),
    })),
  ]);
}

/** A key while a row has the focus: it is about that row, whichever ticket is open beside it. */
export function onRowKey(event: KeyboardEvent, { picking, open, to, claim }: ListActions): void {
  const id = picking.ticket;
  if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || id === null) return;
  const moves: Readonly<Record<string, number>> = {
    ArrowDown: 1,
    ArrowUp: -1,
    PageDown: PAGE,
    PageUp: -PAGE,
    Home: Number.NEGATIVE_INFINITY,
    End: Number.POSITIVE_INFINITY,
  };
  const acts: Readonly<Record<string, () => void>> = {
    c: () => void claim(id),
    r: () => goAndDo(to(id), "ticket.reply"),
    n: () => goAndDo(to(id), "ticket.note"),
    h: () => goAndDo(to(id), "ticket.handover"),
    s: () => goAndDo(to(id), "ticket.solve"),
  };
  const by = moves[event.key];
  const act = id === open ? undefined : acts[event.key];
  if (by === undefined && act === undefined) return;
  event.preventDefault();
  if (by !== undefined) picking.move(by);
  else act?.();
}
