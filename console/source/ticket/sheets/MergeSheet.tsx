import { api, taken } from "../../api/client";
import { Bidi } from "../../parts/Bidi";
import { Button } from "../../parts/Button";
import { Failure } from "../../parts/Failure";
import { useLoaded } from "../../parts/loading";
import { Sheet } from "../../parts/Sheet";
import { Ago } from "../../time";
import { named, t } from "../../words";
import type { TicketStore } from "../store";
import type { TicketShape } from "../types";
import { likeness } from "./likeness";

interface Props {
  store: TicketStore;
  onMerge: (into: string) => void;
  onClose: () => void;
}

/** Which other ticket of the same person this one is to go on in; the likeliest stand first. */
export function MergeSheet({ store, onMerge, onClose }: Props) {
  const ticket = store.ticket.peek()!;
  const others = useLoaded(() => othersOf(ticket), [store.id]);
  const found = others.data.value;
  return (
    <Sheet title={t("ticket.do.merge")} onClose={onClose}>
      <p class="quiet">{t("ticket.merge_means")}</p>
      {others.error.value && <Failure error={others.error.value} again={() => void others.again()} />}
      {found?.length === 0 && <p>{t("ticket.nothing_to_merge")}</p>}
      <ul class="others">
        {found?.map((one, at) => (
          <li key={one.id}>
            <p>
              <strong>{one.subject ? <Bidi text={one.subject} /> : t("ticket.no_subject")}</strong>
              <span class="quiet">
                {" "}
                {one.id} · {named("ticket.status", one.status)} · <Ago at={one.opened_at} />
              </span>
            </p>
            <Button autofocus={at === 0} onClick={() => onMerge(one.id)}>
              {t("ticket.merge_into")}
            </Button>
          </li>
        ))}
      </ul>
    </Sheet>
  );
}

async function othersOf(ticket: TicketShape): Promise<TicketShape[]> {
  const query = {
    customer_id: ticket.customer_id,
    status: ["new", "open", "waiting", "held", "solved"] as never,
  };
  const { items } = await taken(api.GET("/v1/tickets", { params: { query } }));
  const others = items.filter(({ id, region }) => id !== ticket.id && region === ticket.region);
  return others.sort((one, other) => likeness(ticket, other) - likeness(ticket, one));
}
