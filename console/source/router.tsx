import { computed, signal } from "@preact/signals";
import type { ComponentChildren } from "preact";

const BASE = "/console";

/** The address below /console, with its query: `/inbox/eu-01J…?view=mine`. */
const address = signal(here());

/** Where the reader is: the parts of the path, and the query. */
export const route = computed(() => {
  const url = new URL(address.value, location.origin);
  const parts = url.pathname.split("/").filter(Boolean).map(decoded);
  return { page: parts[0] ?? "inbox", id: parts[1] ?? null, parts, query: url.searchParams };
});

addEventListener("popstate", () => {
  address.value = here();
});

/** Go to an address below /console; `replace` leaves no step to come back to. */
export function go(to: string, { replace = false } = {}): void {
  if (to === address.value) return;
  history[replace ? "replaceState" : "pushState"](null, "", BASE + to);
  address.value = to;
}

/** The same address with another query; names with null go. */
export function withQuery(changes: Readonly<Record<string, string | null>>): string {
  const url = new URL(address.value, location.origin);
  for (const [name, value] of Object.entries(changes)) {
    if (value === null) url.searchParams.delete(name);
    else url.searchParams.set(name, value);
  }
  return url.pathname + url.search;
}

interface LinkProps {
  to: string;
  children: ComponentChildren;
  class?: string;
  id?: string;
  title?: string;
  tabIndex?: number;
  [more: `aria-${string}` | `data-${string}`]: string | number | boolean | undefined;
}

/** A link within the console; with a modifier it opens elsewhere, as links do. */
export function Link({ to, children, ...rest }: LinkProps) {
  const follow = (event: MouseEvent) => {
    if (event.defaultPrevented || event.button !== 0) return;
    if (event.metaKey || event.ctrlKey || event.shiftKey || event.altKey) return;
    event.preventDefault();
    go(to);
  };
  return (
    <a {...rest} href={BASE + to} onClick={follow}>
      {children}
    </a>
  );
}

/** A part of the path as it was meant; as it stands where it is not well written. */
function decoded(part: string): string {
  try {
    return decodeURIComponent(part);
  } catch (error) {
    if (error instanceof URIError) return part;
    throw error;
  }
}

function here(): string {
  const { pathname, search } = location;
  return (pathname.startsWith(BASE) ? pathname.slice(BASE.length) || "/" : "/") + search;
}
