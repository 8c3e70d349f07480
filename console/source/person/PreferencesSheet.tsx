import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { api } from "../api/client";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { Sheet } from "../parts/Sheet";
import { t } from "../words";
import { useAsking } from "./asking";
import type { PersonStore } from "./known";
import { accountName } from "./naming";
import type { PersonShape } from "./types";

interface Props {
  store: PersonStore;
  person: PersonShape;
  onClose: () => void;
}

/** What they want from now on, in place of what stood there. */
export function PreferencesSheet({ store, person, onClose }: Props) {
  const id = useId();
  const { preferred, quiet_hours: hours } = person.preferences;
  const account = useSignal(preferred ? accountName(preferred) : "");
  const from = useSignal(hours?.from ?? "");
  const until = useSignal(hours?.until ?? "");
  const everything = useSignal(hours?.everything ?? false);
  const { busy, error, ask } = useAsking();
  const save = async (event: Event) => {
    event.preventDefault();
    const via = person.identities.find((one) => accountName(one) === account.value);
    const body = {
      preferred: via ? { channel: via.channel, account: via.account } : null,
      quiet_hours:
        from.value && until.value
          ? { from: from.value, until: until.value, zone: hours?.zone ?? null, everything: everything.value }
          : null,
    };
    const params = { path: { customer_id: person.id } };
    const done = await ask(async () => {
      await api.PUT("/v1/customers/{customer_id}/preferences", { params, body });
      await store.load();
    });
    if (done) onClose();
  };
  return (
    <Sheet title={t("person.preferences")} onClose={onClose}>
      <form class="person-form" onSubmit={(event) => void save(event)}>
        <div class="field">
          <label for={`${id}-account`}>{t("person.reach_by")}</label>
          <select
            id={`${id}-account`}
            class="input"
            autofocus
            value={account.value}
            onChange={({ currentTarget }) => (account.value = currentTarget.value)}
          >
            <option value="">{t("person.prefers_nothing")}</option>
            {[...new Set(person.identities.map(accountName))].map((one) => (
              <option key={one} value={one}>
                {one}
              </option>
            ))}
          </select>
        </div>
        <Time
          id={`${id}-from`}
          label={t("person.quiet_from")}
          value={from.value}
          onInput={(said) => (from.value = said)}
        />
        <Time
          id={`${id}-until`}
          label={t("person.quiet_until")}
          value={until.value}
          onInput={(said) => (until.value = said)}
        />
        <label class="check">
          <input
            type="checkbox"
            checked={everything.value}
            onChange={({ currentTarget }) => (everything.value = currentTarget.checked)}
          />{" "}
          {t("person.quiet_for_all")}
        </label>
        {error.value && <Failure error={error.value} />}
        <div class="actions">
          <Button type="submit" weight="first" disabled={busy.value}>
            {t("person.save")}
          </Button>
        </div>
      </form>
    </Sheet>
  );
}

interface TimeProps {
  id: string;
  label: string;
  value: string;
  onInput: (said: string) => void;
}

function Time({ id, label, value, onInput }: TimeProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <input
        id={id}
        class="input"
        type="time"
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  );
}
