import type { RefObject } from "preact";
import { useEffect } from "preact/hooks";
import { type Command, useCommands } from "../../keys";
import { t } from "../../words";
import type { abilities } from "../abilities";
import type { SheetName } from "../types";
import { canSend, sendWords } from "./sending";
import type { Writing } from "./writing";

interface Composing {
  writing: Writing;
  can: ReturnType<typeof abilities>;
  field: RefObject<HTMLTextAreaElement | null>;
  /** Go to the words of the answer, or of the note. */
  write: (note: boolean) => void;
  open: (sheet: SheetName) => void;
}

/** All that can be done while one writes, by key; and what is looked up for it. */
export function useComposing(composing: Composing): void {
  const { writing } = composing;
  useCommands([...beginning(composing), ...ending(composing)]);
  useEffect(() => {
    writing.look();
    return () => writing.looking.stop();
  }, [writing]);
  useEffect(() => void writing.findWays(), [writing, writing.store.ticket.value?.version]);
}

function beginning({ can, write, open }: Composing): Command[] {
  return [
    {
      id: "ticket.reply",
      name: t("ticket.do.reply"),
      keys: "r",
      run: () => write(false),
      when: () => can.reply,
    },
    { id: "ticket.note", name: t("ticket.do.note"), keys: "n", run: () => write(true), when: () => can.note },
    {
      id: "ticket.templates",
      name: t("ticket.do.templates"),
      keys: ";",
      run: () => open("templates"),
      when: () => can.reply,
    },
  ];
}

function ending({ writing, can, field }: Composing): Command[] {
  return [
    {
      id: "ticket.send",
      name: sendWords(writing, writing.store.ticket.value),
      keys: "Control+Enter",
      run: () => void writing.send(),
      when: () => canSend(writing, can),
      whileWriting: true,
    },
    {
      id: "ticket.leave",
      name: t("ticket.leave_composer"),
      keys: "Escape",
      run: () => field.current?.blur(),
      when: () => document.activeElement === field.current,
      whileWriting: true,
    },
  ];
}
