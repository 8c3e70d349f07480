import { useEffect, useRef } from "preact/hooks";
import { Empty } from "../parts/Empty";
import { me } from "../session";
import { t } from "../words";
import { ErasureProgress } from "./ErasureProgress";
import { isGone, type PersonStore } from "./known";

/** Where a person was: erased, with the certificate for those who keep it, or never yours to see. */
export function Gone({ store }: { store: PersonStore }) {
  const place = useRef<HTMLDivElement>(null);
  useEffect(() => place.current?.focus(), []); // what had the focus has gone
  const error = store.error.value;
  const isOver = isGone(error);
  return (
    <div ref={place} class="gone" tabIndex={-1}>
      {isOver && error.status === 404 ? (
        <Empty title={t("person.not_yours")}>
          <p>{t("person.not_yours_means")}</p>
        </Empty>
      ) : (
        <Empty title={t(isOver ? "person.erased" : "person.being_erased")}>
          <p>{t("person.erased_means")}</p>
          {me.value?.role === "privacy" && (
            <ErasureProgress customerId={store.id} onDone={() => void store.load()} />
          )}
        </Empty>
      )}
    </div>
  );
}
