import type { Problem } from "../../api/problem";
import { Button } from "../../parts/Button";
import { Empty } from "../../parts/Empty";
import { t } from "../../words";
import type { TicketStore } from "../store";

/** The customer's region wants to know why their ticket is read elsewhere; it keeps the reason. */
export function Reasons({ store, error }: { store: TicketStore; error: Problem }) {
  const named = String(error.body.reasons ?? "");
  const codes = named.split(/,\s*/).filter(Boolean);
  const say = (code: string) => {
    store.reason.value = code;
    void store.load();
  };
  return (
    <Empty title={t("ticket.why_read")}>
      <p>{t("ticket.why_read_means")}</p>
      <div class="actions">
        {codes.map((code) => (
          <Button key={code} onClick={() => say(code)}>
            {code.replaceAll("_", " ").replaceAll("-", " ")}
          </Button>
        ))}
      </div>
    </Empty>
  );
}
