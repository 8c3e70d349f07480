import { Bidi } from "../parts/Bidi";
import { Chip } from "../parts/Chip";
import { Ago } from "../time";
import { named, t } from "../words";
import { accountName } from "./naming";
import type { IdentityShape, PersonShape } from "./types";

const TOLD = ["name", "email", "phone"] as const;

/** How they appear, account by account, and how we know that it is all one person. */
export function Identities({ person }: { person: PersonShape }) {
  const links = new Map(
    person.links.filter(({ state }) => state === "linked").map((one) => [one.customer_id, one]),
  );
  return (
    <section aria-labelledby="person-identities">
      <h3 id="person-identities">{t("person.identities")}</h3>
      <ul class="person-lines">
        {person.identities.map((one) => {
          const link = links.get(one.customer_id);
          return (
            <li key={`${one.customer_id} ${one.channel} ${one.account} ${one.id}`}>
              <span>
                <strong>{accountName(one)}</strong>
                {one.blocked && <Chip state="warned">{t("person.blocked_here")}</Chip>}
              </span>
              <Told identity={one} />
              <span class="quiet">
                {one.wrote_at && (
                  <span>
                    {t("person.wrote")} <Ago at={one.wrote_at} />
                  </span>
                )}
                {link && <span>{t("person.linked_by", { reason: named("person.link", link.reason) })}</span>}
              </span>
            </li>
          );
        })}
      </ul>
    </section>
  );
}

function Told({ identity }: { identity: IdentityShape }) {
  const told = TOLD.map((name) => identity[name]).filter((one): one is string => one !== null);
  return (
    <span class="told">
      {told.map((one) => (
        <Bidi key={one} text={one} />
      ))}
    </span>
  );
}
