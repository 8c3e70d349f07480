import { useSignal } from "@preact/signals";
import { useId } from "preact/hooks";
import { Button } from "../../parts/Button";
import { Sheet } from "../../parts/Sheet";
import { named, t } from "../../words";
import type { Writing } from "../answer/writing";
import type { Command, Commanding } from "../commanding";
import type { Priority, SheetName } from "../types";
import { HandOverSheet } from "./HandOverSheet";
import { HOLDS, type HoldName, holdUntil } from "./holds";
import { MergeSheet } from "./MergeSheet";
import { Templates } from "./Templates";

interface Props {
  name: SheetName;
  commanding: Commanding;
  writing: Writing;
  onClose: () => void;
}

const PRIORITIES: readonly Priority[] = ["low", "normal", "high", "urgent"];

/** Whatever is asked in a sheet of its own; a sheet closes before its command goes. */
export function Sheets({ name, commanding, writing, onClose }: Props) {
  const ask = (command: Command) => {
    onClose();
    void commanding.ask(command);
  };
  const insert = (text: string, language: string | null) => {
    onClose();
    const before = writing.draft.text;
    const joined = before.trim() === "" ? text : `${before.trimEnd()}\n\n${text}`;
    writing.change({ text: joined, noting: false, ...(language ? { language } : {}) });
  };
  switch (name) {
    case "handover":
      return <HandOverSheet commanding={commanding} onClose={onClose} />;
    case "merge":
      return (
        <MergeSheet
          store={commanding.store}
          onMerge={(into) => ask({ name: "merge", body: { into } })}
          onClose={onClose}
        />
      );
    case "templates":
      return <Templates store={commanding.store} onChosen={insert} onClose={onClose} />;
    case "priority":
      return <PrioritySheet commanding={commanding} ask={ask} onClose={onClose} />;
    case "hold":
      return <HoldSheet ask={ask} onClose={onClose} />;
    default:
      return <EscalateSheet ask={ask} onClose={onClose} />;
  }
}

interface Asking {
  ask: (command: Command) => void;
  onClose: () => void;
}

function EscalateSheet({ ask, onClose }: Asking) {
  const id = useId();
  const reason = useSignal("");
  const send = (event: Event) => {
    event.preventDefault();
    ask({ name: "escalations", body: { reason: reason.value } });
  };
  return (
    <Sheet title={t("ticket.do.escalate")} onClose={onClose}>
      <form onSubmit={send} class="asking">
        <p class="quiet">{t("ticket.escalate_means")}</p>
        <Field
          id={id}
          label={t("ticket.reason_why")}
          value={reason.value}
          onInput={(text) => (reason.value = text)}
        />
        <Button type="submit" weight="first" disabled={reason.value.trim() === ""}>
          {t("ticket.do.escalate")}
        </Button>
      </form>
    </Sheet>
  );
}

function PrioritySheet({ commanding, ask, onClose }: Asking & { commanding: Commanding }) {
  const now = commanding.store.ticket.value?.priority;
  return (
    <Sheet title={t("ticket.do.priority")} onClose={onClose}>
      <div class="actions">
        {PRIORITIES.map((priority) => (
          <Button
            key={priority}
            autofocus={priority === now}
            aria-pressed={priority === now}
            disabled={priority === now}
            onClick={() => ask({ name: "priority", body: { priority } })}
          >
            {named("ticket.priority", priority)}
          </Button>
        ))}
      </div>
    </Sheet>
  );
}

function HoldSheet({ ask, onClose }: Asking) {
  const id = useId();
  const reason = useSignal("");
  const until = useSignal<HoldName>("tomorrow");
  const send = (event: Event) => {
    event.preventDefault();
    const at = holdUntil(until.value, new Date()).toISOString();
    ask({ name: "hold", body: { reason: reason.value, until: at } });
  };
  return (
    <Sheet title={t("ticket.do.hold")} onClose={onClose}>
      <form onSubmit={send} class="asking">
        <div class="field">
          <label for={`${id}-until`}>{t("ticket.hold_until")}</label>
          <select
            id={`${id}-until`}
            class="input"
            value={until.value}
            onChange={({ currentTarget }) => (until.value = currentTarget.value as HoldName)}
          >
            {HOLDS.map((name) => (
              <option key={name} value={name}>
                {t(`ticket.hold.${name}`)}
              </option>
            ))}
          </select>
        </div>
        <Field
          id={id}
          label={t("ticket.reason_why")}
          value={reason.value}
          onInput={(text) => (reason.value = text)}
        />
        <Button type="submit" weight="first" disabled={reason.value.trim() === ""}>
          {t("ticket.do.hold")}
        </Button>
      </form>
    </Sheet>
  );
}

interface FieldProps {
  id: string;
  label: string;
  value: string;
  onInput: (text: string) => void;
}

function Field({ id, label, value, onInput }: FieldProps) {
  return (
    <div class="field">
      <label for={id}>{label}</label>
      <textarea
        id={id}
        class="input"
        dir="auto"
        rows={2}
        required
        autofocus
        value={value}
        onInput={({ currentTarget }) => onInput(currentTarget.value)}
      />
    </div>
  );
}
