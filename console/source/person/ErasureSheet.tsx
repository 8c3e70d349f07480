import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { api, taken } from "../api/client";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { Sheet } from "../parts/Sheet";
import { t } from "../words";
import { useAsking } from "./asking";
import type { PersonStore } from "./known";
import { nameOf } from "./naming";
import type { ErasureReason, PersonShape } from "./types";

const REASONS = [
  "request",
  "consent_withdrawn",
  "no_longer_needed",
  "processing_unlawful",
  "legal_duty",
] as const satisfies readonly ErasureReason[];
const HAPPENS = ["words", "files", "tickets", "stays", "never"] as const;

interface Props {
  store: PersonStore;
  person: PersonShape;
  onClose: () => void;
}

/** Erasing somebody: what will happen is said before. Once it has begun, the page says how far it is. */
export function ErasureSheet({ store, person, onClose }: Props) {
  const begun = () => {
    store.erasing.value = true;
    onClose();
  };
  return (
    <Sheet title={t("person.erase")} onClose={onClose}>
      <Before person={person} onBegun={begun} onClose={onClose} />
    </Sheet>
  );
}

function Before({
  person,
  onBegun,
  onClose,
}: {
  person: PersonShape;
  onBegun: () => void;
  onClose: () => void;
}) {
  const id = useId();
  const open = person.tickets.filter(({ status }) => status !== "closed").length;
  const sure = useSignal(false);
  const reason = useSignal<(typeof REASONS)[number]>("request");
  const { busy, error, ask } = useAsking();
  const begin = async () => {
    const params = { path: { customer_id: person.id } };
    const body = { reason: reason.value };
    const done = await ask(async () => {
      await taken(api.POST("/v1/customers/{customer_id}/erasure", { params, body }));
    });
    if (done) onBegun();
  };
  return (
    <>
      <p>
        <strong>{t("person.erase_whom", { name: nameOf(person) ?? person.id })}</strong>
      </p>
      <ul class="happens">
        {HAPPENS.filter((one) => open > 0 || one !== "tickets").map((one) => (
          <li key={one}>{t(`person.erase_means.${one}`, { count: open })}</li>
        ))}
      </ul>
      {person.held && (
        <p class="notice" data-state="breached">
          {t("person.erase_held")}
        </p>
      )}
      <div class="field">
        <label for={id}>{t("person.erase_why")}</label>
        <select
          id={id}
          class="input"
          autofocus
          value={reason.value}
          onChange={({ currentTarget }) => (reason.value = currentTarget.value as (typeof REASONS)[number])}
        >
          {REASONS.map((one) => (
            <option key={one} value={one}>
              {t(`person.erase_reason.${one}`)}
            </option>
          ))}
        </select>
      </div>
      <label class="check">
        <input
          type="checkbox"
          checked={sure.value}
          onChange={({ currentTarget }) => (sure.value = currentTarget.checked)}
        />{" "}
        {t("person.erase_sure")}
      </label>
      {error.value && <Failure error={error.value} />}
      <div class="actions">
        <Button
          weight="grave"
          disabled={!sure.value || busy.value || person.held !== null}
          onClick={() => void begin()}
        >
          {t("person.erase_now")}
        </Button>
        <Button onClick={onClose}>{t("person.leave_it")}</Button>
      </div>
    </>
  );
}
