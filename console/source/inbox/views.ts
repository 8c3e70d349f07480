import { type Me, me, set, settings } from "../session";
import { type Key, t } from "../words";
import type { Wanted } from "./wanted";

/** A list that somebody looks at often. */
export interface View {
  readonly id: string;
  readonly name: string;
  readonly wanted: Wanted;
  readonly own: boolean;
}

/** A view as somebody saved it for themselves, among their settings. */
export interface SavedView {
  readonly id: string;
  readonly name: string;
  readonly query: string;
}

const AT_WORK = ["new", "open", "waiting", "held"];
const SOON = "240"; // minutes
const MOST_TEAMS = 20; // that a list takes
const LONGEST_NAME = 40;
const MOST_SAVED = 30;

/** The views that everybody has, as far as they make sense for whoever asks. */
export function usualViews(who: Me): View[] {
  const teams = who.teams.map(({ id }) => id).slice(0, MOST_TEAMS);
  const usual = (id: string, key: Key, wanted: Wanted): View => ({ id, name: t(key), wanted, own: false });
  return [
    ...(who.agent ? [usual("mine", "inbox.view.mine", { assignee: ["me"], status: AT_WORK })] : []),
    ...(teams.length > 0 ? [usual("team", "inbox.view.team", { team: teams, status: AT_WORK })] : []),
    usual("all", "inbox.view.all", { status: AT_WORK }),
    usual("unassigned", "inbox.view.unassigned", { assignee: ["nobody"], status: ["new", "open"] }),
    usual("due", "inbox.view.due", { due_within: [SOON], sort: ["due"] }),
    usual("breached", "inbox.view.breached", { breached: ["true"], status: AT_WORK }),
    ...(teams.length > 0
      ? [usual("handed", "inbox.view.handed", { unacknowledged: ["true"], team: teams, status: AT_WORK })]
      : []),
  ];
}

/** Those that somebody saved; what a settings page or another client wrote is not trusted. */
export function savedViews(kept: unknown): SavedView[] {
  if (!Array.isArray(kept)) return [];
  return kept.filter(isSaved).slice(0, MOST_SAVED);
}

/** All views of whoever is signed in. */
export function viewsOf(who: Me): View[] {
  return [...usualViews(who), ...savedViews(settings.value.views).map(shown)];
}

/** The view of an address; `everything` has no conditions, for lists that others link to. */
export function viewOf(who: Me, query: URLSearchParams): View {
  const id = query.get("view");
  const views = viewsOf(who);
  if (id === "everything" || (id === null && query.has("counted"))) return everything();
  return views.find((view) => view.id === id) ?? views[0]!;
}

/** Save what is looked at, under a name; the view's id. */
export async function save(name: string, query: URLSearchParams): Promise<string> {
  const id = `own-${crypto.randomUUID().slice(0, 8)}`;
  const kept = new URLSearchParams(query);
  kept.delete("pane");
  const saved = { id, name: name.trim().slice(0, LONGEST_NAME), query: kept.toString() };
  await set({ views: [...savedViews(settings.value.views), saved] });
  return id;
}

/** Save no more what was saved. */
export async function forget(id: string): Promise<void> {
  await set({ views: savedViews(settings.value.views).filter((view) => view.id !== id) });
}

function everything(): View {
  return { id: "everything", name: t("inbox.view.everything"), wanted: {}, own: false };
}

function shown({ id, name, query }: SavedView): View {
  const kept = new URLSearchParams(query);
  const base = usualViews(me.value!).find((view) => view.id === kept.get("view"));
  kept.delete("view");
  return { id, name, own: true, wanted: { ...(base?.wanted ?? {}), ...all(kept) } };
}

function all(query: URLSearchParams): Wanted {
  return Object.fromEntries([...new Set(query.keys())].map((name) => [name, query.getAll(name)]));
}

function isSaved(one: unknown): one is SavedView {
  if (typeof one !== "object" || one === null) return false;
  const { id, name, query } = one as Record<string, unknown>;
  return typeof id === "string" && typeof name === "string" && typeof query === "string";
}
