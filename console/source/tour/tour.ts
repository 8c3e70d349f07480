import { computed, signal } from "@preact/signals";
import { travelBy } from "../api/client";
import { Away, Problem } from "../api/problem";
import { go, route } from "../router";
import { me, set, settings } from "../session";
import { Practice } from "./practice";
import { practising } from "./practising";
import { goneOn, type Seen, STEPS } from "./steps";

interface Tour {
  readonly practice: Practice;
  /** Where its reader came from: the address, and the id of what had the focus. */
  readonly from: string;
  readonly focus: string;
}

/** The tour that is being taken; null for none. */
export const tour = signal<Tour | null>(null);
/** Which step it has come to. */
export const at = signal(0);

const SAMPLE = /^practice-/;
const HOLDS_OFF = "meridian.no_tour"; // somebody shows the console, or tests it

/** Whether the tour is to be offered: once, to whoever answers customers. */
export const isNew = computed(
  () =>
    me.value?.agent != null &&
    settings.value.tour === undefined &&
    tour.value === null &&
    sessionStorage.getItem(HOLDS_OFF) === null,
);

/** What its reader has done so far. */
export const seen = computed<Seen>(() => {
  const { page, id } = route.value;
  const ticket = page === "inbox" && id !== null && SAMPLE.test(id) ? id : null;
  return { ticket, done: tour.value?.practice.done.value ?? new Set() };
});

/** Begin it: from now on nothing leaves this browser. */
export function again(): void {
  const who = me.peek();
  if (who?.agent == null || tour.peek() !== null) return;
  const focus = document.activeElement?.id ?? "";
  const practice = new Practice(who.agent, who.teams[0]?.id ?? "practice");
  void note("begun").then(() => {
    travelBy(practice.answer);
    practising.value = true;
    at.value = 0;
    const from = location.pathname.replace(/^\/console/, "") + location.search;
    tour.value = { practice, from, focus };
    go("/inbox?view=all");
  });
}

/** Leave it, at any step: requests go to the desk again, and the reader is where they were. */
export function leave(): void {
  const taken = tour.peek();
  if (taken === null) return;
  const finished = at.peek() === STEPS.length - 1;
  travelBy();
  practising.value = false;
  taken.practice.end();
  forget();
  tour.value = null;
  go(SAMPLE.test(taken.from.split("/")[2] ?? "") ? "/inbox" : taken.from);
  // The page that they came from is drawn anew.
  requestAnimationFrame(() => {
    const before = taken.focus ? document.getElementById(taken.focus) : null;
    (before ?? document.getElementById("content"))?.focus();
  });
  void note(finished ? "finished" : "left");
}

/** Say no to the offer; it does not come again. */
export function decline(): void {
  void note("declined");
}

/** To the step after this one, or before it. */
export function step(by: 1 | -1): void {
  at.value = Math.max(0, Math.min(STEPS.length - 1, at.peek() + by));
}

/** Past all that has been done. */
export function follow(): void {
  if (tour.value !== null) at.value = goneOn(at.value, seen.value);
}

/** The address of a sample ticket means nothing outside of the practice. */
export function homeless(): boolean {
  return tour.value === null && SAMPLE.test(route.value.id ?? "");
}

/** Drafts of the practice are nobody's. */
function forget(): void {
  for (const name of Object.keys(localStorage)) {
    if (name.includes("practice-")) localStorage.removeItem(name);
  }
}

async function note(how: string): Promise<void> {
  try {
    await set({ ...settings.peek(), tour: how });
  } catch (error) {
    // It holds on this page; who cannot reach the desk is asked again another day.
    if (!(error instanceof Problem || error instanceof Away)) throw error;
  }
}
