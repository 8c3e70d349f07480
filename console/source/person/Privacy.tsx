import { useSignal } from "@preact/signals";
import { useCommands } from "../keys";
import { Button } from "../parts/Button";
import { Chip } from "../parts/Chip";
import { Instant } from "../time";
import { named, t } from "../words";
import { ErasureSheet } from "./ErasureSheet";
import { ExportSheet } from "./ExportSheet";
import type { PersonStore } from "./known";

/** What the law gives them, for those who keep it: all that is known of them, and to be forgotten. */
export function Privacy({ store }: { store: PersonStore }) {
  const sheet = useSignal<"export" | "erasure" | null>(null);
  useCommands([
    { id: "person.export", name: t("person.export"), run: () => (sheet.value = "export") },
    { id: "person.erase", name: t("person.erase"), run: () => (sheet.value = "erasure") },
  ]);
  const person = store.person.value;
  if (person === null) return null;
  const close = () => (sheet.value = null);
  return (
    <section aria-labelledby="person-privacy">
      <h3 id="person-privacy">{t("person.privacy")}</h3>
      <ul class="person-lines">
        {person.requests.map((one) => (
          <li key={one.id}>
            <span>
              {named("person.request", one.kind)} <Chip>{named("person.request_state", one.state)}</Chip>
              {one.overdue && <Chip state="breached">{t("person.overdue")}</Chip>}
            </span>
            <span class="quiet">
              <span>
                {t("person.asked")} <Instant at={one.received_at} />
              </span>
              {one.due_at && (
                <span>
                  {t("person.until")} <Instant at={one.due_at} />
                </span>
              )}
            </span>
          </li>
        ))}
      </ul>
      <div class="actions">
        <Button onClick={() => (sheet.value = "export")}>{t("person.export")}</Button>
        <Button weight="grave" onClick={() => (sheet.value = "erasure")}>
          {t("person.erase")}
        </Button>
      </div>
      {sheet.value === "export" && <ExportSheet person={person} onClose={close} />}
      {sheet.value === "erasure" && <ErasureSheet store={store} person={person} onClose={close} />}
    </section>
  );
}
