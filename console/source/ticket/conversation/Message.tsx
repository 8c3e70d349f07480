import { useSignal } from "@preact/signals";
import { Bidi } from "../../parts/Bidi";
import { Button } from "../../parts/Button";
import { Chip } from "../../parts/Chip";
import { readingLanguage } from "../../session";
import { Instant } from "../../time";
import { named, t } from "../../words";
import { readingOf, type Words } from "../reading";
import { Glosses, Made, Said } from "../Said";
import { originalFirst, type TicketStore } from "../store";
import type { MessageShape } from "../types";
import { Attachments } from "./Attachments";
import { Correcting } from "./Correcting";
import { again, translateAgain } from "./mending";

/** One message: the reader's language large, what was written under it, and how far it has come. */
export function Message({ store, message }: { store: TicketStore; message: MessageShape }) {
  const correcting = useSignal(false);
  const reading = readingOf(message, readingLanguage.value, originalFirst.value);
  const translation = reading?.translation ?? null;
  return (
    <article class="message" data-direction={message.direction} aria-label={labelOf(message)}>
      <header>
        <strong>
          <Bidi text={authorOf(message)} />
        </strong>
        <Instant at={message.sent_at} />
        {message.direction === "note" && <Chip>{t("ticket.note_for_team")}</Chip>}
        {message.edited_at && (
          <span class="quiet">
            {t("ticket.edited")} <Instant at={message.edited_at} />
          </span>
        )}
        <Delivery store={store} message={message} />
      </header>
      {message.deleted_at ? <p class="quiet">{t("ticket.taken_back")}</p> : null}
      {!message.deleted_at && !reading && <p class="quiet">{noWords(message)}</p>}
      {reading && <Shown words={reading.large} message={message} class="large" />}
      {reading?.small && <Shown words={reading.small} message={message} class="small" />}
      {translation && <Glosses glosses={translation.glosses} />}
      <Attachments store={store} message={message} />
      <Edits message={message} />
      {translation && !correcting.value && (
        <p class="mend">
          <Button weight="plain" onClick={() => (correcting.value = true)}>
            {t("ticket.correct")}
          </Button>
          <Button weight="plain" onClick={() => void translateAgain(store, message.id, translation.language)}>
            {t("ticket.another_translation")}
          </Button>
        </p>
      )}
      {translation && correcting.value && (
        <Correcting
          store={store}
          message={message}
          translation={translation}
          onClose={() => (correcting.value = false)}
        />
      )}
    </article>
  );
}

function Shown({ words, message, class: more }: { words: Words; message: MessageShape; class: string }) {
  const { made } = words;
  return (
    <div class={more}>
      <Said
        text={words.text}
        language={words.language}
        terms={made ? made.terms : message.original.terms}
        glosses={made ? [] : (message.translations[0]?.glosses ?? [])}
      />
      <Made language={words.language} engine={made?.engine ?? ""} flags={made?.flags ?? []} />
    </div>
  );
}

/** How far a message to the customer has come, in words; what failed can be sent again. */
function Delivery({ store, message }: { store: TicketStore; message: MessageShape }) {
  const { delivery } = message;
  if (!delivery) return null;
  const { state, reason } = delivery;
  const bad = state === "failed" || state === "uncertain";
  return (
    <span class="delivery">
      <Chip state={bad ? "breached" : state === "read" || state === "delivered" ? "met" : undefined}>
        {named("ticket.delivery", state)}
        {reason && `: ${named("ticket.reason", reason)}`}
      </Chip>
      {bad && <Button onClick={() => void again(store, message.id)}>{t("ticket.send_again")}</Button>}
    </span>
  );
}

function Edits({ message }: { message: MessageShape }) {
  if (message.edits.length === 0) return null;
  return (
    <details>
      <summary>{t("ticket.said_before", { count: message.edits.length })}</summary>
      <ul>
        {message.edits.map(({ at, text }) => (
          <li key={at}>
            <Instant at={at} /> {text !== null && <Said text={text} language={message.original.language} />}
          </li>
        ))}
      </ul>
    </details>
  );
}

/** Why there are no words: the desk makes its own as it sends them, and some roles see none. */
function noWords({ author }: MessageShape): string {
  return t(author.kind === "system" ? "ticket.no_words_yet" : "ticket.no_text_for_you");
}

function authorOf({ author }: MessageShape): string {
  return author.kind === "agent" || author.kind === "bot" ? author.id : named("ticket.author", author.kind);
}

function labelOf(message: MessageShape): string {
  return t(`ticket.label.${message.direction}`, { who: authorOf(message) });
}
