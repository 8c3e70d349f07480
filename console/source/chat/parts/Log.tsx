import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useEffect, useLayoutEffect, useRef } from "preact/hooks";
import type { Message } from "../desk/shapes";
import type { WaitingMessage } from "../queue/waiting";
import type { Session } from "../session";
import { t } from "../words";
import { Bubble, stateWords } from "./Bubble";
import { Unsent } from "./Unsent";

const NEAR = 48; // pixels from the end that still count as being there

interface Props {
  session: Session;
  /** The desk's last word was seen. */
  onSeen: () => void;
  onEdit: (message: WaitingMessage) => void;
  /** What belongs beneath what was said. */
  children: ComponentChildren;
}

/** All that was said. New words are read out as they come; what becomes of them is not. */
export function Log({ session, onSeen, onEdit, children }: Props) {
  const { messages, unsent } = session.conversation;
  const frame = useRef<HTMLElement>(null);
  const isAtEnd = useSignal(true);
  const unread = useSignal(0);
  const count = messages.value.length + unsent.value.length;
  const before = useRef(count);
  useLayoutEffect(() => {
    const isMine = unsent.value.length > 0 || messages.value.at(-1)?.direction === "in";
    if (isAtEnd.value || (isMine && count > before.current)) toEnd(frame.current);
    else unread.value += Math.max(0, count - before.current);
    before.current = count;
  }, [count, session.typing.value, session.ticket.value?.status]);
  useEffect(() => {
    if (isAtEnd.value) onSeen();
  });
  const scrolled = () => {
    const { scrollHeight, scrollTop, clientHeight } = frame.current!;
    isAtEnd.value = scrollHeight - scrollTop - clientHeight < NEAR;
    if (isAtEnd.value) unread.value = 0;
  };
  return (
    <div class="log-frame">
      <section
        class="scrolled"
        ref={frame}
        onScroll={scrolled}
        aria-label={t("chat.conversation")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: what scrolls is reached by keys, in Safari, too
        tabIndex={0}
      >
        <div
          role="log"
          aria-live="polite"
          aria-relevant="additions"
          aria-label={t("chat.messages")}
          aria-busy={!session.loaded.value}
        >
          <ol class="log">
            {messages.value.map((message, at) => (
              <Bubble
                key={message.id ?? message.message_id}
                session={session}
                message={message}
                state={stateOf(message, messages.value)}
                goesOn={goesOn(messages.value[at - 1], message)}
              />
            ))}
            {unsent.value.map((message) => (
              <Unsent key={message.id} session={session} message={message} onEdit={() => onEdit(message)} />
            ))}
          </ol>
        </div>
        {session.typing.value && <p class="typing quiet">{t("chat.someone_typing")}</p>}
        {children}
      </section>
      {unread.value > 0 && (
        <button type="button" class="button newer" onClick={() => toEnd(frame.current)}>
          {t("chat.new_messages", { count: unread.value })}
        </button>
      )}
    </div>
  );
}

/** Only beneath the last one of one's own: what holds for it holds for those before. An answer has seen it. */
function stateOf(message: Message, all: readonly Message[]): string | null {
  if (all.findLast(({ direction }) => direction === "in") !== message) return null;
  return all.at(-1)?.author.kind === "agent" ? null : stateWords(message.state);
}

function goesOn(before: Message | undefined, { author }: Message): boolean {
  return before?.author.kind === author.kind && before.author.name === author.name;
}

function toEnd(frame: HTMLElement | null): void {
  frame?.scrollTo({ top: frame.scrollHeight });
}
