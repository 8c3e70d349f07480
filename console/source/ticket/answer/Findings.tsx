import { useCommands } from "../../keys";
import { Button } from "../../parts/Button";
import { t } from "../../words";
import { replaced } from "../spans";
import type { DraftCheck, DraftFinding } from "../types";
import type { Writing } from "./writing";

const MOST = 6;

/** What was found in the draft, and what to write instead: one key takes the first suggestion. */
export function Findings({ writing }: { writing: Writing }) {
  const check = writing.looking.check.value;
  const fresh = check !== null && check.text === writing.draft.text;
  const findings = fresh ? check.data.findings : [];
  const first = findings.find(isReplacement);
  useCommands([
    {
      id: "ticket.suggestion",
      name: t("ticket.take_suggestion"),
      keys: "Control+.",
      whileWriting: true,
      run: () => first && take(writing, first),
      when: () => first !== undefined,
    },
  ]);
  if (!fresh) return null;
  return (
    <div class="findings" aria-live="polite">
      {findings.length > 0 && (
        <ul aria-label={t("ticket.findings")}>
          {findings.slice(0, MOST).map((one) => (
            <li key={`${one.rule} ${one.start}`} data-action={one.action}>
              <p>
                <bdi>
                  <strong>{one.said}</strong>
                </bdi>{" "}
                <span class="quiet">
                  <bdi>{one.means}</bdi>
                </span>
                {one.suggestion && (
                  <>
                    {" → "}
                    <bdi>{one.suggestion}</bdi>
                  </>
                )}
              </p>
              {isReplacement(one) && (
                <Button {...(one === first ? { keys: "Control+." } : {})} onClick={() => take(writing, one)}>
                  {t("ticket.take")}
                </Button>
              )}
            </li>
          ))}
        </ul>
      )}
      <Held writing={writing} check={check.data} />
      <Advice check={check.data} />
    </div>
  );
}

/** Whether the suggestion is the very word to write; of other rules it is advice. */
function isReplacement({ rule, suggestion }: DraftFinding): boolean {
  return rule === "wording" && suggestion !== "";
}

/** Put the suggestion where the words stand. */
export function take(writing: Writing, { start, end, suggestion }: DraftFinding): void {
  writing.change({ text: replaced(writing.draft.text, start, end, suggestion) });
}

/** What keeps the answer from going, unless its author says that it goes all the same. */
function Held({ writing, check }: { writing: Writing; check: DraftCheck }) {
  const { despite } = writing.draft;
  const held = check.held.filter((rule) => !despite.includes(rule));
  if (held.length === 0) return null;
  return (
    <div class="notice" data-state="warned" role="alert">
      <p>{t("ticket.held_by_rules", { rules: held.join(", ") })}</p>
      <Button weight="grave" onClick={() => writing.change({ despite: [...despite, ...held] })}>
        {t("ticket.all_the_same")}
      </Button>
    </div>
  );
}

/** What is worth knowing of who reads it. */
function Advice({ check }: { check: DraftCheck }) {
  const { form_of_address: address, hint, unchecked } = check;
  const said = [address && `${address.address}${address.how ? `: ${address.how}` : ""}`, hint].filter(
    Boolean,
  );
  if (said.length === 0 && unchecked.length === 0) return null;
  return (
    <details class="quiet">
      <summary>{t("ticket.how_one_writes")}</summary>
      {said.map((one) => (
        <p key={one}>
          <bdi>{one}</bdi>
        </p>
      ))}
      {unchecked.length > 0 && <p>{t("ticket.unchecked", { rules: unchecked.join(", ") })}</p>}
    </details>
  );
}
