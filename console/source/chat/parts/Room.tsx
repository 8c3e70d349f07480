import { useComputed } from "@preact/signals";
import { useEffect, useMemo, useRef } from "preact/hooks";
import { Draft } from "../draft";
import type { WaitingMessage } from "../queue/waiting";
import type { Session } from "../session";
import { t } from "../words";
import { Address } from "./Address";
import { Composer } from "./Composer";
import { Agreed, Consent } from "./Consent";
import { Head } from "./Head";
import { Log } from "./Log";
import { asksForRating, Rating } from "./Rating";
import { StatusLink } from "./StatusLink";
import { Welcome } from "./Welcome";

interface Props {
  session: Session;
  /** Whether somebody sees it now. */
  isShown: boolean;
  onClose: (() => void) | null;
}

/** The conversation, and all that one can do in it. */
export function Room({ session, isShown, onClose }: Props) {
  const draft = useMemo(() => new Draft(session), [session]);
  const field = useRef<HTMLTextAreaElement>(null);
  useEffect(() => {
    if (isShown) field.current?.focus({ preventScroll: true });
  }, [isShown]);
  const { conversation, loaded } = session;
  const isEmpty = useComputed(
    () => conversation.messages.value.length + conversation.unsent.value.length === 0,
  );
  const isOpen = session.desk.value?.open ?? true;
  const asksForAddress = (session.desk.value?.asks_email ?? false) && !session.addressed.value;
  const edit = async (message: WaitingMessage) => {
    await session.queue.remove(message.id);
    draft.restore(message);
    field.current?.focus();
  };
  const say = async () => {
    await draft.say();
    field.current?.focus();
  };
  const leave = ({ key, defaultPrevented }: KeyboardEvent) => {
    if (key === "Escape" && !defaultPrevented) onClose?.();
  };
  return (
    // biome-ignore lint/a11y/noStaticElementInteractions: Escape closes wherever the focus is
    <div class="room" onKeyDown={leave}>
      <Head session={session} onClose={onClose} />
      <main id="content" class="content">
        {isEmpty.value && loaded.value && <Welcome isOpen={isOpen} />}
        {isEmpty.value && !loaded.value && <p class="empty">{t("chat.loading")}</p>}
        <Log session={session} onSeen={() => session.see(isShown)} onEdit={(message) => void edit(message)}>
          {!isEmpty.value && (
            <div class="beside quiet">
              <StatusLink session={session} />
              <Agreed session={session} />
            </div>
          )}
          <Cards session={session} isEmpty={isEmpty.value} />
        </Log>
      </main>
      <footer>
        {asksForAddress && <Address draft={draft} />}
        <Composer draft={draft} field={field} onSay={() => void say()} onType={() => session.type()} />
      </footer>
    </div>
  );
}

/** One question at a time. */
function Cards({ session, isEmpty }: { session: Session; isEmpty: boolean }) {
  if (isEmpty) return null;
  return asksForRating(session) ? <Rating session={session} /> : <Consent session={session} />;
}
