import { useSignal } from "@preact/signals";
import { newId } from "../queue/waiting";
import type { Session } from "../session";
import { t } from "../words";

const SCORES = ["bad", "poor", "fair", "good", "great"] as const;

/** Whether a request is solved of which nobody was asked yet how it was. */
export function asksForRating({ ticket, rated }: Session): boolean {
  const { id = "", status, rating } = ticket.value ?? {};
  return status === "solved" && rating === null && !rated.value.has(id);
}

/** Asks how it was, once for each request. */
export function Rating({ session }: { session: Session }) {
  const score = useSignal(0);
  const comment = useSignal("");
  const send = () => {
    void session.say({ kind: "rating", id: newId(), score: score.value, comment: comment.value.trim() });
    session.settleRating();
  };
  return (
    <section class="card" aria-labelledby="rate">
      <p>{t("chat.solved")}</p>
      <fieldset>
        <legend id="rate">{t("chat.rate")}</legend>
        <div class="scores">
          {SCORES.map((name, at) => (
            <label key={name} class="score">
              <input
                type="radio"
                name="score"
                checked={score.value === at + 1}
                onChange={() => {
                  score.value = at + 1;
                }}
              />
              <span>{t(`chat.rate_${name}`)}</span>
            </label>
          ))}
        </div>
      </fieldset>
      {score.value > 0 && (
        <div class="field">
          <label for="comment">
            {t("chat.rate_comment")} <span class="quiet">({t("chat.optional")})</span>
          </label>
          <textarea
            id="comment"
            class="input"
            rows={2}
            dir="auto"
            value={comment.value}
            onInput={({ currentTarget }) => {
              comment.value = currentTarget.value;
            }}
          />
        </div>
      )}
      <div class="actions">
        <button type="button" class="button" data-weight="first" disabled={score.value === 0} onClick={send}>
          {t("chat.rate_send")}
        </button>
        <button type="button" class="button" data-weight="plain" onClick={() => session.settleRating()}>
          {t("chat.rate_later")}
        </button>
      </div>
    </section>
  );
}
