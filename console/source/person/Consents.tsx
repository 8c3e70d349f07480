import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { api, taken } from "../api/client";
import { Button } from "../parts/Button";
import { Chip } from "../parts/Chip";
import { Failure } from "../parts/Failure";
import { useLoaded } from "../parts/loading";
import { Sheet } from "../parts/Sheet";
import { Instant } from "../time";
import { named, t } from "../words";
import { useAsking } from "./asking";
import type { ConsentList, ConsentShape, PurposeShape } from "./types";

const WAYS = ["conversation", "telephone", "letter", "in_person"] as const;

/** What they agreed to, purpose by purpose, and who wrote that down. */
export function Consents({ customerId }: { customerId: string }) {
  const path = { params: { path: { customer_id: customerId } } };
  const { data, error, again } = useLoaded(
    () => taken(api.GET("/v1/customers/{customer_id}/consents", path)),
    [customerId],
  );
  const asked = useSignal<PurposeShape | null>(null);
  return (
    <section aria-labelledby="person-consents">
      <h3 id="person-consents">{t("person.consents")}</h3>
      {error.value && <Failure error={error.value} again={() => void again()} />}
      <ul class="person-lines">
        {data.value?.purposes.map((one) => (
          <Purpose
            key={one.purpose}
            purpose={one}
            last={lastOf(data.value, one.purpose)}
            onAsk={() => (asked.value = one)}
          />
        ))}
      </ul>
      {asked.value && (
        <ConsentSheet
          customerId={customerId}
          purpose={asked.value}
          onNoted={(list) => (data.value = list)}
          onClose={() => (asked.value = null)}
        />
      )}
    </section>
  );
}

interface PurposeProps {
  purpose: PurposeShape;
  last: ConsentShape | undefined;
  onAsk: () => void;
}

function Purpose({ purpose, last, onAsk }: PurposeProps) {
  const needsNone = purpose.needs !== "consent";
  return (
    <li>
      <span>
        <span>{named("person.purpose", purpose.purpose)}</span>{" "}
        <Chip state={purpose.allowed ? "met" : "warned"}>
          {t(needsNone ? "person.needs_none" : purpose.allowed ? "person.agreed" : "person.not_agreed")}
        </Chip>
      </span>
      <span class="quiet">
        {last ? (
          <span>
            {t(last.given ? "person.said_yes" : "person.said_no", {
              who: last.by,
              way: named("person.way", last.where),
            })}
            {", "}
            <Instant at={last.at} />
          </span>
        ) : (
          <span>{t("person.never_asked")}</span>
        )}
        <Button weight="plain" onClick={onAsk}>
          {t("person.note_consent")}
          <span class="only-read">: {named("person.purpose", purpose.purpose)}</span>
        </Button>
      </span>
    </li>
  );
}

interface SheetProps {
  customerId: string;
  purpose: PurposeShape;
  onNoted: (list: ConsentList) => void;
  onClose: () => void;
}

/** What somebody said of a purpose, just now, and by which way. */
function ConsentSheet({ customerId, purpose, onNoted, onClose }: SheetProps) {
  const id = useId();
  const where = useSignal<(typeof WAYS)[number]>("conversation");
  const { busy, error, ask } = useAsking();
  const say = async (given: boolean) => {
    const params = { path: { customer_id: customerId, purpose: purpose.purpose } };
    const body = { given, where: where.value };
    const done = await ask(async () =>
      onNoted(await taken(api.PUT("/v1/customers/{customer_id}/consents/{purpose}", { params, body }))),
    );
    if (done) onClose();
  };
  return (
    <Sheet title={named("person.purpose", purpose.purpose)} onClose={onClose}>
      <p>{t("person.consent_means")}</p>
      <div class="field">
        <label for={id}>{t("person.which_way")}</label>
        <select
          id={id}
          class="input"
          autofocus
          value={where.value}
          onChange={({ currentTarget }) => (where.value = currentTarget.value as (typeof WAYS)[number])}
        >
          {WAYS.map((way) => (
            <option key={way} value={way}>
              {t(`person.way.${way}`)}
            </option>
          ))}
        </select>
      </div>
      {error.value && <Failure error={error.value} />}
      <div class="actions">
        <Button disabled={busy.value} onClick={() => void say(true)}>
          {t("person.they_agree")}
        </Button>
        <Button disabled={busy.value} onClick={() => void say(false)}>
          {t("person.they_do_not")}
        </Button>
      </div>
    </Sheet>
  );
}

function lastOf(list: ConsentList | null, purpose: PurposeShape["purpose"]): ConsentShape | undefined {
  return list?.history.filter((one) => one.purpose === purpose).at(-1);
}
