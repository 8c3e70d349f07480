import { useSignal } from "@preact/signals";
import { api, taken } from "../api/client";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { Sheet } from "../parts/Sheet";
import { Instant } from "../time";
import { t } from "../words";
import { useAsking } from "./asking";
import { keep } from "./files";
import type { PersonShape } from "./types";

interface Link {
  readonly path: string;
  readonly until: string;
}

interface Props {
  person: PersonShape;
  onClose: () => void;
}

/** All that is known of somebody, in one file: for the desk, or for them behind a link. */
export function ExportSheet({ person, onClose }: Props) {
  const { busy, error, ask } = useAsking();
  const had = useSignal<string | null>(null);
  const link = useSignal<Link | null>(null);
  const proven = person.requests.find(({ kind, state }) => kind === "access" && state === "proven");
  const forDesk = () =>
    ask(async () => {
      const name = `${person.id}.zip`;
      keep(await fetched(person.id), name);
      had.value = name;
    });
  const forThem = (request: string) =>
    ask(async () => {
      link.value = await linked(person.id, request);
    });
  return (
    <Sheet title={t("person.export")} onClose={onClose}>
      <p>{t("person.export_means")}</p>
      <p>{t("person.export_noted")}</p>
      <p role="status" aria-busy={busy.value}>
        {busy.value && t("person.export_goes_on")}
        {had.value && t("person.export_had", { name: had.value })}
      </p>
      {link.value && <ForThem link={link.value} />}
      {error.value && <Failure error={error.value} />}
      <div class="actions">
        <Button weight="first" autofocus disabled={busy.value} onClick={() => void forDesk()}>
          {t("person.export_for_desk")}
        </Button>
        {proven && (
          <Button disabled={busy.value || link.value !== null} onClick={() => void forThem(proven.id)}>
            {t("person.export_for_them")}
          </Button>
        )}
      </div>
      {!proven && <p class="quiet">{t("person.export_not_proven")}</p>}
    </Sheet>
  );
}

function ForThem({ link }: { link: Link }) {
  return (
    <div class="notice">
      <p>
        {t("person.export_link")} <Instant at={link.until} />
      </p>
      <input
        class="input"
        readOnly
        aria-label={t("person.export_link")}
        value={location.origin + link.path}
        onFocus={({ currentTarget }) => currentTarget.select()}
      />
    </div>
  );
}

async function fetched(id: string): Promise<Blob> {
  const params = { path: { customer_id: id } };
  const asked = { params, body: {}, parseAs: "blob" } as const;
  return (await taken(api.POST("/v1/customers/{customer_id}/export", asked))) as unknown as Blob;
}

async function linked(id: string, request: string): Promise<Link> {
  const params = { path: { customer_id: id } };
  return (await taken(api.POST("/v1/customers/{customer_id}/export", { params, body: { request } }))) as Link;
}
