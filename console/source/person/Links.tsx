import { useSignal } from "@preact/signals";
import { api, taken } from "../api/client";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { Sheet } from "../parts/Sheet";
import { Link } from "../router";
import { Instant } from "../time";
import { named, t } from "../words";
import { useAsking } from "./asking";
import type { PersonStore } from "./known";
import type { LinkShape } from "./types";

type Step = "merge" | "split";

interface Asked {
  readonly step: Step;
  readonly link: LinkShape;
}

/** Who else may be the same person, why the desk thinks so, and what people said of it. */
export function Links({ store }: { store: PersonStore }) {
  const asked = useSignal<Asked | null>(null);
  const links = store.person.value?.links ?? [];
  if (links.length === 0) return null;
  return (
    <section aria-labelledby="person-links">
      <h3 id="person-links">{t("person.links")}</h3>
      <ul class="person-lines">
        {links.map((link) => (
          <li key={link.customer_id}>
            <span>
              {t(`person.link_state.${link.state}`)}{" "}
              <Link to={`/people/${encodeURIComponent(link.customer_id)}`}>{t("person.see_other")}</Link>
            </span>
            <span class="quiet">
              <span>{named("person.link", link.reason)}</span>
              <span>
                {link.role === "system" ? t("person.by_the_desk") : link.by}
                {", "}
                <Instant at={link.at} />
              </span>
            </span>
            <span class="actions">
              {link.state !== "linked" && (
                <Button onClick={() => (asked.value = { step: "merge", link })}>{t("person.is_one")}</Button>
              )}
              {link.state !== "apart" && (
                <Button onClick={() => (asked.value = { step: "split", link })}>{t("person.is_two")}</Button>
              )}
            </span>
          </li>
        ))}
      </ul>
      {asked.value && <LinkSheet store={store} asked={asked.value} onClose={() => (asked.value = null)} />}
    </section>
  );
}

function LinkSheet({ store, asked, onClose }: { store: PersonStore; asked: Asked; onClose: () => void }) {
  const { busy, error, ask } = useAsking();
  const { step, link } = asked;
  const say = async () => {
    const done = await ask(async () => store.stands(await said(store.id, step, link.customer_id)));
    if (done) onClose();
  };
  return (
    <Sheet title={t(step === "merge" ? "person.is_one" : "person.is_two")} onClose={onClose}>
      <p>{named("person.link", link.reason)}</p>
      <p>{t(step === "merge" ? "person.merge_means" : "person.split_means")}</p>
      {error.value && <Failure error={error.value} />}
      <div class="actions">
        <Button weight="first" autofocus disabled={busy.value} onClick={() => void say()}>
          {t(step === "merge" ? "person.is_one" : "person.is_two")}
        </Button>
        <Button onClick={onClose}>{t("person.leave_it")}</Button>
      </div>
    </Sheet>
  );
}

function said(id: string, step: Step, other: string) {
  const params = { path: { customer_id: id } };
  return step === "merge"
    ? taken(api.POST("/v1/customers/{customer_id}/merge", { params, body: { with: other } }))
    : taken(api.POST("/v1/customers/{customer_id}/split", { params, body: { from: other } }));
}
