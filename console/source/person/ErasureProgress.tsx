import { useEffect } from "preact/hooks";
import { api, taken } from "../api/client";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { useLoaded } from "../parts/loading";
import { Instant } from "../time";
import { named, t } from "../words";
import { keep } from "./files";
import type { ErasureShape } from "./types";

const AGAIN = 2_000; // milliseconds

/** How far an erasure is, until its certificate is there. */
export function ErasureProgress({ customerId, onDone }: { customerId: string; onDone: () => void }) {
  const path = { params: { path: { customer_id: customerId } } };
  const { data, error, again } = useLoaded(
    () => taken(api.GET("/v1/customers/{customer_id}/erasure", path)),
    [customerId],
  );
  const done = data.value?.state === "erased";
  useEffect(() => {
    if (done) return onDone();
    const timer = setInterval(() => void again(), AGAIN);
    return () => clearInterval(timer);
  }, [done]);
  return (
    <div class="erasure" aria-busy={!done}>
      {error.value && <Failure error={error.value} />}
      <p role="status">
        {data.value && t(`person.erasure.${data.value.state}`)}{" "}
        {data.value?.since && <Instant at={data.value.since} />}
      </p>
      {data.value?.reason && <p class="quiet">{named("person.erase_reason", data.value.reason)}</p>}
      {data.value?.certificate && <Certificate erasure={data.value} certificate={data.value.certificate} />}
    </div>
  );
}

function Certificate({ erasure, certificate }: { erasure: ErasureShape; certificate: string }) {
  const save = () =>
    keep(new Blob([certificate], { type: "text/plain" }), `${erasure.customer_id}.certificate.txt`);
  return (
    <>
      <h3>{t("person.certificate")}</h3>
      <p class="quiet">{t("person.certificate_means")}</p>
      {/* biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls, and a keyboard has to reach it */}
      <pre class="certificate" tabIndex={0} dir="ltr">
        {certificate}
      </pre>
      <div class="actions">
        <Button onClick={save}>{t("person.keep_certificate")}</Button>
      </div>
    </>
  );
}
