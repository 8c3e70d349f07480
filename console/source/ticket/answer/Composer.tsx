import { useId, useRef } from "preact/hooks";
import { Button } from "../../parts/Button";
import { readingLanguage } from "../../session";
import { t } from "../../words";
import { abilities } from "../abilities";
import type { SheetName } from "../types";
import { Chosen } from "./Chosen";
import { ClosedForWriting } from "./ClosedForWriting";
import { Findings } from "./Findings";
import { LONGEST_TEXT, length } from "./limits";
import { Modes } from "./Modes";
import { Paper } from "./Paper";
import { Preview } from "./Preview";
import { canSend, sendWords } from "./sending";
import { useComposing } from "./useComposing";
import { Ways } from "./Ways";
import type { Writing } from "./writing";

interface Props {
  writing: Writing;
  open: (sheet: SheetName) => void;
}

/** Where one answers, or writes to the team; the button says what it does. */
export function Composer({ writing, open }: Props) {
  const field = useRef<HTMLTextAreaElement>(null);
  const id = useId();
  const ticket = writing.store.ticket.value;
  const { noting } = writing.draft;
  const can = abilities(ticket);
  const write = (note: boolean) => {
    writing.change({ noting: note });
    field.current?.focus();
  };
  useComposing({ writing, can, field, write, open });
  if (ticket === null) return null;
  if (!can.note) return <ClosedForWriting writing={writing} />;
  const typed = (event: KeyboardEvent) => {
    if (event.key !== ";" || event.isComposing || noting || !atLineStart(event.currentTarget)) return;
    event.preventDefault();
    open("templates");
  };
  return (
    <section class="composer" aria-label={t("ticket.composer")} data-note={noting || undefined}>
      <Modes canReply={can.reply} write={write} writing={writing} />
      <Paper
        id={id}
        label={t(noting ? "ticket.your_note" : "ticket.your_answer")}
        value={writing.words}
        language={noting ? readingLanguage.value : writing.draft.language}
        findings={findingsOf(writing)}
        field={field}
        describedBy={`${id}-said`}
        onInput={(text) => writing.say(text)}
        onKeyDown={typed}
      />
      <TooMuch writing={writing} id={`${id}-said`} />
      <Findings writing={writing} />
      <Preview writing={writing} theirs={ticket.language} />
      <Sending writing={writing} can={canSend(writing, can)} />
    </section>
  );
}

function Sending({ writing, can }: { writing: Writing; can: boolean }) {
  return (
    <div class="sending">
      <Ways writing={writing} />
      <Chosen writing={writing} />
      <Button weight="first" keys="Control+Enter" disabled={!can} onClick={() => void writing.send()}>
        {sendWords(writing, writing.store.ticket.value)}
      </Button>
    </div>
  );
}

function TooMuch({ writing, id }: { writing: Writing; id: string }) {
  const much = writing.tooMuch;
  if (much === null) return <span id={id} class="only-read" />;
  const count = length(writing.words);
  return (
    <p id={id} class="flag" role="alert">
      {t(`ticket.too_much.${much}`, { count, most: LONGEST_TEXT })}
    </p>
  );
}

function findingsOf({ looking, draft }: Writing) {
  const check = looking.check.value;
  return !draft.noting && check?.text === draft.text ? check.data.findings : [];
}

function atLineStart(target: EventTarget | null): boolean {
  if (!(target instanceof HTMLTextAreaElement)) return false;
  const before = target.value.slice(0, target.selectionStart);
  return before === "" || before.endsWith("\n");
}
