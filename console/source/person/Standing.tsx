import { Instant } from "../time";
import { named, t } from "../words";
import { accountName } from "./naming";
import type { MarkShape, PersonShape } from "./types";

/** What changes how one may treat them: read first of all. */
export function Standing({ person }: { person: PersonShape }) {
  const { restricted, held, identities } = person;
  const blocked = identities.filter((one) => one.blocked).map(accountName);
  return (
    <>
      {restricted && (
        <Notice mark={restricted} title={t("person.restricted")} means={t("person.restricted_means")} />
      )}
      {held && <Notice mark={held} title={t("person.held")} means={t("person.held_means")} />}
      {blocked.length > 0 && (
        <p class="notice" data-state="warned">
          {t("person.blocked", { accounts: blocked.join(", ") })}
        </p>
      )}
    </>
  );
}

function Notice({ mark, title, means }: { mark: MarkShape; title: string; means: string }) {
  return (
    <div class="notice" data-state="breached">
      <p>
        <strong>{title}</strong> {means}
      </p>
      <p class="quiet">
        {named("person.because", mark.reason)}
        {", "}
        {t("person.since")} <Instant at={mark.since} />
        {mark.until && (
          <>
            {", "}
            {t("person.until")} <Instant at={mark.until} />
          </>
        )}
      </p>
    </div>
  );
}
