import { useSignal } from "@preact/signals";
import { lazy, Suspense } from "preact/compat";
import { useEffect, useRef } from "preact/hooks";
import { Link, route, withQuery } from "../router";
import { me } from "../session";
import { storeOf } from "../ticket/store";
import { t } from "../words";
import { listed } from "../words/names";
import type { Feed } from "./feed";
import { collision } from "./here";
import { markRead } from "./marking";

const Ticket = lazy(() => import("../ticket/Ticket").then((file) => file.Ticket));
const Person = lazy(() => import("../person/Person").then((file) => file.Person));
const KNOWS_PEOPLE: ReadonlySet<string> = new Set(["agent", "privacy"]);

/** The conversation of the ticket that is open; what is seen of it is noted as read. */
export function OpenTicket({ id, feed }: { id: string; feed: Feed }) {
  const pane = useRef<HTMLElement>(null);
  useRead(id, feed);
  useEffect(() => {
    // Where the list is not beside it, whoever opened it is in it now.
    if (document.querySelector(".pane-list")?.checkVisibility() === false) pane.current?.focus();
  }, [id]);
  return (
    <section class="pane-ticket" ref={pane} tabIndex={-1} aria-label={t("inbox.conversation")}>
      <nav class="pane-ways" aria-label={t("inbox.panes")}>
        <Link class="to-list" to={`/inbox${withQuery({ pane: null }).replace(/^[^?]*/, "")}`}>
          {t("inbox.to_list")}
        </Link>
        {me.value && KNOWS_PEOPLE.has(me.value.role) && (
          <Link class="to-person" to={withQuery({ pane: "person" })}>
            {t("inbox.to_person")}
          </Link>
        )}
      </nav>
      <Collision id={id} />
      <Suspense fallback={<div aria-busy="true" />}>
        <Ticket id={id} />
      </Suspense>
    </section>
  );
}

/** Who the open ticket is from. */
export function OpenPerson({ id }: { id: string }) {
  const customer = storeOf(id).ticket.value?.customer_id;
  if (!me.value || !KNOWS_PEOPLE.has(me.value.role)) return null;
  return (
    <aside class="pane-person" aria-label={t("inbox.person")}>
      {route.value.query.get("pane") === "person" && (
        <nav class="pane-ways" aria-label={t("inbox.panes")}>
          <Link to={withQuery({ pane: null })}>{t("inbox.to_conversation")}</Link>
        </nav>
      )}
      {customer && (
        <Suspense fallback={<div aria-busy="true" />}>
          <Person customerId={customer} ticketId={id} />
        </Suspense>
      )}
    </aside>
  );
}

/** Two who answer the same customer at once: said before either of them sends. */
function Collision({ id }: { id: string }) {
  const others = collision(id, me.value?.agent ?? null);
  if (others.length === 0) return null;
  return (
    <p class="notice" data-state="warned" role="alert">
      {t("inbox.collision", { who: listed(others), count: others.length })}
    </p>
  );
}

function useRead(id: string, feed: Feed): void {
  const seen = useSignal(!document.hidden);
  const version = storeOf(id).ticket.value?.version;
  useEffect(() => {
    const look = () => (seen.value = !document.hidden);
    document.addEventListener("visibilitychange", look);
    return () => document.removeEventListener("visibilitychange", look);
  }, []);
  useEffect(() => {
    if (version !== undefined && seen.value) void markRead(id, version);
  }, [id, version, seen.value]);
  // While it is open its row is not unread; what the desk says of it later may have been asked before.
  useEffect(() => () => feed.patch(id, { unread: false }), [id, feed]);
}
