import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, taken } from "../../api/client";
import { Button } from "../../parts/Button";
import { Failure } from "../../parts/Failure";
import { useLoaded } from "../../parts/loading";
import { Sheet } from "../../parts/Sheet";
import { readingLanguage } from "../../session";
import { t } from "../../words";
import { languageName } from "../../words/names";
import { Said } from "../Said";
import type { TicketStore } from "../store";
import type { TemplateShape } from "../types";

interface Props {
  store: TicketStore;
  /** A text and its language; the customer's own variant goes out as it is. */
  onChosen: (text: string, language: string | null) => void;
  onClose: () => void;
}

/** The desk's replies, filled in for this ticket: found by a few letters, taken with Enter. */
export function Templates({ store, onChosen, onClose }: Props) {
  const sought = useSignal("");
  const at = useSignal(0);
  const loaded = useLoaded(() => templatesOf(store), [store.id]);
  const found = (loaded.data.value ?? []).filter((one) => fits(one, sought.value));
  const chosen = found[Math.min(at.value, found.length - 1)];
  useEffect(() => {
    at.value = 0;
  }, [sought.value]);
  const move = (event: KeyboardEvent) => {
    const step = event.key === "ArrowDown" ? 1 : event.key === "ArrowUp" ? -1 : 0;
    if (step !== 0) at.value = (at.value + step + found.length) % Math.max(found.length, 1);
    else if (event.key === "Enter" && chosen) onChosen(chosen.text, null);
    else return;
    event.preventDefault();
  };
  return (
    <Sheet id="templates" title={t("ticket.templates")} onClose={onClose}>
      <input
        class="input"
        autofocus
        role="combobox"
        aria-expanded="true"
        aria-controls="templates-list"
        aria-activedescendant={chosen ? `template-${chosen.name}` : undefined}
        aria-label={t("ticket.find_template")}
        placeholder={t("ticket.find_template")}
        value={sought.value}
        onInput={({ currentTarget }) => (sought.value = currentTarget.value)}
        onKeyDown={move}
      />
      {loaded.error.value && <Failure error={loaded.error.value} again={() => void loaded.again()} />}
      <div class="palette" id="templates-list" role="listbox" aria-label={t("ticket.templates")}>
        {found.map((one) => (
          <div
            key={one.name}
            id={`template-${one.name}`}
            role="option"
            tabIndex={-1}
            aria-selected={one === chosen}
            onClick={() => onChosen(one.text, null)}
            onKeyDown={move}
          >
            <span>{one.name}</span>
          </div>
        ))}
      </div>
      {loaded.data.value !== null && found.length === 0 && <p class="quiet">{t("ticket.no_template")}</p>}
      {chosen && <Shown template={chosen} onChosen={onChosen} />}
    </Sheet>
  );
}

function Shown({ template, onChosen }: { template: TemplateShape; onChosen: Props["onChosen"] }) {
  const { theirs } = template;
  return (
    <div class="template">
      <Said text={template.text} language={template.language} />
      {template.untranslated && (
        <p class="flag">{t("ticket.template_untranslated", { language: languageName(template.language) })}</p>
      )}
      {template.missing.length > 0 && (
        <p class="flag">{t("ticket.template_missing", { names: template.missing.join(", ") })}</p>
      )}
      <div class="actions">
        <Button weight="first" keys="Enter" onClick={() => onChosen(template.text, null)}>
          {t("ticket.template_take")}
        </Button>
        {theirs && (
          <Button onClick={() => onChosen(theirs.text, theirs.language)}>
            {t("ticket.template_theirs", { language: languageName(theirs.language) })}
          </Button>
        )}
      </div>
      {theirs && !theirs.signed && <p class="quiet">{t("ticket.template_unsigned")}</p>}
    </div>
  );
}

async function templatesOf(store: TicketStore): Promise<readonly TemplateShape[]> {
  const params = { path: { ticket_id: store.id }, query: { language: readingLanguage.peek() } };
  const asked = { params, headers: store.headers };
  return (await taken(api.GET("/v1/tickets/{ticket_id}/templates", asked))).items;
}

function fits({ name, text }: TemplateShape, sought: string): boolean {
  const where = `${name} ${text}`.toLocaleLowerCase();
  return sought
    .toLocaleLowerCase()
    .split(/\s+/)
    .every((word) => where.includes(word));
}
