import { useSignal } from "@preact/signals";
import type { AskedPurpose } from "../desk/shapes";
import { newId } from "../queue/waiting";
import type { Session } from "../session";
import { named, t } from "../words";

/** Asks once for each purpose that needs a yes; the chat goes on either way. */
export function Consent({ session }: { session: Session }) {
  const answered = useSignal(0); // the device keeps which; this says that it changed
  const open = (session.visitor.arrival.value?.purposes ?? []).filter(
    ({ purpose, given }) =>
      answered.value >= 0 && given === null && session.kept.get(`asked/${purpose}`) === null,
  );
  const [asked] = open;
  if (asked === undefined) return null;
  const answer = (given: boolean) => {
    session.kept.set(`asked/${asked.purpose}`, given ? "yes" : "no");
    answered.value += 1;
    void session.say({ kind: "consent", id: newId(), purpose: asked.purpose, given });
  };
  return <Question asked={asked} onAnswer={answer} />;
}

function Question({ asked, onAnswer }: { asked: AskedPurpose; onAnswer: (given: boolean) => void }) {
  return (
    <section class="card" aria-labelledby="consent">
      <h2 id="consent">{t("chat.consent_ask")}</h2>
      <p dir="auto">{named("purpose", asked.purpose) ?? asked.title}</p>
      <p class="quiet">{t("chat.consent_why")}</p>
      <div class="actions">
        <button type="button" class="button" onClick={() => onAnswer(true)}>
          {t("chat.yes")}
        </button>
        <button type="button" class="button" onClick={() => onAnswer(false)}>
          {t("chat.no")}
        </button>
      </div>
    </section>
  );
}
