import type { AskedPurpose } from "../desk/shapes";
import { newId } from "../queue/waiting";
import type { Session } from "../session";
import { named, t } from "../words";

/** Purposes of which nobody was asked yet, here or on another device. */
export function unasked(session: Session): readonly AskedPurpose[] {
  return purposesOf(session).filter((one) => givenTo(session, one) === null);
}

/** Asks once for each purpose that needs a yes; the chat goes on either way. */
export function Consent({ session }: { session: Session }) {
  const [asked] = unasked(session);
  if (asked === undefined) return null;
  return (
    <section class="card" aria-labelledby="consent">
      <h2 id="consent">{t("chat.consent_ask")}</h2>
      <p dir="auto">{words(asked)}</p>
      <p class="quiet">{t("chat.consent_why")}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => answer(session, asked, true)}>
          {t("chat.yes")}
        </button>
        <button type="button" class="button" onClick={() => answer(session, asked, false)}>
          {t("chat.no")}
        </button>
      </div>
    </section>
  );
}

/** What was agreed to, each taken back as easily as it was given (GDPR Art. 7(3)). */
export function Agreed({ session }: { session: Session }) {
  const agreed = purposesOf(session).filter((one) => givenTo(session, one) === true);
  return agreed.map((one) => (
    <button key={one.purpose} type="button" class="word" onClick={() => answer(session, one, false)}>
      {t("chat.consent_withdraw", { purpose: words(one) })}
    </button>
  ));
}

function purposesOf({ visitor }: Session): readonly AskedPurpose[] {
  return visitor.arrival.value?.purposes ?? [];
}

function words({ purpose, title }: AskedPurpose): string {
  return named("purpose", purpose) ?? title;
}

/** What was said last: on this device, or else as the desk has it. */
function givenTo({ consents }: Session, { purpose, given }: AskedPurpose): boolean | null {
  return consents.value[purpose] ?? given;
}

function answer(session: Session, { purpose }: AskedPurpose, given: boolean): void {
  session.consents.value = { ...session.consents.value, [purpose]: given };
  void session.say({ kind: "consent", id: newId(), purpose, given });
}
