import type { RefObject } from "preact";
import { useEffect, useRef } from "preact/hooks";
import { Button } from "../../parts/Button";
import { Failure } from "../../parts/Failure";
import { Instant } from "../../time";
import { t } from "../../words";
import { outbox, takeBack, type Waiting } from "../answer/outbox";
import { told } from "../changes";
import { eventWords } from "../naming";
import { Said } from "../Said";
import type { TicketStore } from "../store";
import type { TimelineEntry } from "../types";
import { Message } from "./Message";

const NEAR_THE_END = 60; // pixels

interface Props {
  store: TicketStore;
  onTakenBack: (waiting: Waiting) => void;
}

/** All that was said and happened, the latest last; what waits on this device stands at the end. */
export function Conversation({ store, onTakenBack }: Props) {
  const log = useRef<HTMLDivElement>(null);
  const lines = told(store.messages.value, store.timeline.value);
  const waiting = outbox.value.filter(({ ticket }) => ticket === store.id);
  const count = store.messages.value.length + waiting.length;
  usePinned(log, [store.id, count]);
  const { trouble } = store;
  return (
    // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls has to be reached by the keyboard
    <div ref={log} class="conversation" role="log" aria-label={t("ticket.conversation")} tabIndex={0}>
      <ol>
        {lines.map((line) => (
          <li key={line.kind === "message" ? line.message.id : `event-${line.entry.sequence}`}>
            {line.kind === "message" ? (
              <Message store={store} message={line.message} />
            ) : (
              <Event entry={line.entry} />
            )}
          </li>
        ))}
        {waiting.map((one) => (
          <li key={one.key}>
            <OnItsWay waiting={one} onTakenBack={onTakenBack} />
          </li>
        ))}
      </ol>
      {trouble.value && <Failure error={trouble.value} />}
    </div>
  );
}

/** Show the end, and stay there while it moves, unless the reader has gone up to read. */
function usePinned(log: RefObject<HTMLDivElement | null>, about: readonly unknown[]): void {
  const pinned = useRef(true);
  useEffect(() => {
    const view = log.current;
    if (!view) return;
    const down = () => {
      if (pinned.current) view.scrollTop = view.scrollHeight;
    };
    const scrolled = () => {
      pinned.current = view.scrollHeight - view.scrollTop - view.clientHeight < NEAR_THE_END;
    };
    const sized = new ResizeObserver(down);
    sized.observe(view);
    if (view.firstElementChild) sized.observe(view.firstElementChild);
    view.addEventListener("scroll", scrolled);
    return () => {
      sized.disconnect();
      view.removeEventListener("scroll", scrolled);
    };
  }, []);
  useEffect(() => {
    pinned.current = true;
    if (log.current) log.current.scrollTop = log.current.scrollHeight;
  }, about);
}

function Event({ entry }: { entry: TimelineEntry }) {
  return (
    <p class="event" title={entry.sentence}>
      <Instant at={entry.at} /> <bdi>{eventWords(entry)}</bdi>
    </p>
  );
}

/** Words that have left the author and not reached the desk yet, as far as anybody here knows. */
function OnItsWay({ waiting, onTakenBack }: { waiting: Waiting; onTakenBack: (waiting: Waiting) => void }) {
  const back = () => {
    if (takeBack(waiting.key)) onTakenBack(waiting);
  };
  return (
    <article class="message" data-direction={waiting.note ? "note" : "out"} data-state="waiting">
      <Said text={waiting.body.text} language={waiting.body.language ?? "und"} class="large" />
      <p class="quiet" role="status">
        {t(waiting.tried > 0 ? "ticket.kept_uncertain" : "ticket.kept_here")}
        {waiting.tried === 0 && (
          <Button weight="plain" onClick={back}>
            {t("ticket.take_back")}
          </Button>
        )}
      </p>
    </article>
  );
}
