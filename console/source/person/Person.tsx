import { useEffect, useMemo } from "preact/hooks";
import { Failure } from "../parts/Failure";
import { me } from "../session";
import { t } from "../words";
import { Consents } from "./Consents";
import { Given } from "./Given";
import { Gone } from "./Gone";
import { Identities } from "./Identities";
import { isGone, personOf } from "./known";
import { Links } from "./Links";
import { Mood } from "./Mood";
import { Preferences } from "./Preferences";
import { Privacy } from "./Privacy";
import { Promises } from "./Promises";
import { Standing } from "./Standing";
import { Tickets } from "./Tickets";
import { Who } from "./Who";
import "./person.css";

interface Props {
  customerId: string;
  /** The ticket that is open beside it. */
  ticketId?: string | undefined;
}

/** A person: what to know before one answers, then who they are, then what the law gives them. */
export function Person({ customerId, ticketId }: Props) {
  const store = useMemo(() => personOf(customerId), [customerId]);
  useEffect(() => {
    void store.load();
    return store.follow();
  }, [store]);
  const person = store.person.value;
  const error = store.error.value;
  if (store.erasing.value || isGone(error)) return <Gone store={store} />;
  if (person === null) {
    return error ? (
      <Failure error={error} again={() => void store.load()} />
    ) : (
      <div class="person" aria-busy="true" />
    );
  }
  return (
    <article class="person" aria-labelledby={`person-${person.id}`}>
      {error && <Failure error={error} safe={t("person.as_it_was")} again={() => void store.load()} />}
      <Who person={person} />
      <Standing person={person} />
      <Promises promises={person.promises} ticketId={ticketId} />
      <Given given={person.given} ticketId={ticketId} />
      {person.mood && <Mood mood={person.mood} />}
      <Tickets tickets={person.tickets} ticketId={ticketId} />
      <Identities person={person} />
      <Links store={store} />
      <Preferences store={store} />
      <Consents customerId={person.id} />
      {me.value?.role === "privacy" && <Privacy store={store} />}
    </article>
  );
}
