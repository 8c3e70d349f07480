import { useSignal } from "@preact/signals";
import { useEffect, useMemo } from "preact/hooks";
import { Problem } from "../api/problem";
import { useCommands } from "../keys";
import { Failure } from "../parts/Failure";
import { t } from "../words";
import { abilities } from "./abilities";
import { Composer } from "./answer/Composer";
import { followOutbox, onArrival, type Refused } from "./answer/outbox";
import { Refusal } from "./answer/Refusal";
import { Writing } from "./answer/writing";
import { Commanding, type Failed } from "./commanding";
import { Conversation } from "./conversation/Conversation";
import { Head } from "./head/Head";
import { Reasons } from "./head/Reasons";
import { Presence, usePresence } from "./presence";
import { Sheets } from "./sheets/Sheets";
import { originalFirst, storeOf } from "./store";
import type { SheetName } from "./types";
import "./conversation/conversation.css";
import "./answer/composer.css";
import "./ticket.css";

/** One ticket: where it stands, what was said, and where one answers. */
export function Ticket({ id }: { id: string }) {
  const { store, commanding, writing, presence } = useMemo(() => parts(id), [id]);
  const sheet = useSignal<SheetName | null>(null);
  useEffect(() => {
    void store.load();
    const ends = [
      store.follow(),
      followOutbox(),
      onArrival((waiting) => waiting.ticket === id && store.loadSoon()),
    ];
    return () => {
      for (const end of ends) end();
      sheet.value = null;
    };
  }, [id]);
  usePresence(presence, writing.draft);
  useCommands([
    {
      id: "ticket.original",
      name: t("ticket.do.original"),
      keys: "o",
      run: () => (originalFirst.value = !originalFirst.value),
    },
  ]);
  const open = (name: SheetName) => (sheet.value = name);
  const error = store.error.value;
  if (error instanceof Problem && error.code === "reason_wanted")
    return <Reasons store={store} error={error} />;
  if (error && store.ticket.value === null) return <Failure error={error} again={() => void store.load()} />;
  return (
    <div class="ticket">
      <Head commanding={commanding} open={open} />
      <Conversation store={store} onTakenBack={(waiting) => writing.restore(waiting)} />
      <div class="answering">
        <FailedCommand commanding={commanding} />
        {writing.refused && <RefusedWords writing={writing} refused={writing.refused} />}
        <Composer writing={writing} open={open} />
      </div>
      {sheet.value && (
        <Sheets
          name={sheet.value}
          commanding={commanding}
          writing={writing}
          onClose={() => (sheet.value = null)}
        />
      )}
    </div>
  );
}

function parts(id: string) {
  const store = storeOf(id);
  return {
    store,
    commanding: new Commanding(store),
    writing: new Writing(store),
    presence: new Presence(store),
  };
}

function FailedCommand({ commanding }: { commanding: Commanding }) {
  const failed = commanding.failed.value;
  if (failed === null) return null;
  const stale = failed.error instanceof Problem && failed.error.code === "stale";
  const ask = (anyway: boolean) => () => void commanding.ask(failed.command, { anyway });
  return (
    <Refusal
      error={failed.error}
      changes={failed.changes}
      safe={t(stale ? "ticket.nothing_changed_yet" : "ticket.nothing_changed")}
      anyway={stale ? ask(true) : undefined}
      again={canRepeat(failed) ? ask(false) : undefined}
      onSeen={() => (commanding.failed.value = null)}
    />
  );
}

function RefusedWords({ writing, refused }: { writing: Writing; refused: Refused }) {
  const { error, changes } = refused;
  const can = abilities(writing.store.ticket.value);
  const back = () => writing.takeBack(refused);
  const anyway = () => {
    back();
    void writing.send({ anyway: true });
  };
  return (
    <Refusal
      error={error}
      changes={changes}
      safe={t("ticket.words_are_kept")}
      anyway={error.code === "stale" && (can.reply || refused.waiting.note) ? anyway : undefined}
      onSeen={back}
    />
  );
}

function canRepeat({ error }: Failed): boolean {
  return !(error instanceof Problem) || error.status >= 500 || error.status === 429;
}
