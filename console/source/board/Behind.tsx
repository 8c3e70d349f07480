import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { api, taken } from "../api/client";
import type { components } from "../api/schema";
import { Bidi } from "../parts/Bidi";
import { Button } from "../parts/Button";
import { Empty } from "../parts/Empty";
import { Failure } from "../parts/Failure";
import { useLoaded } from "../parts/loading";
import { Sheet } from "../parts/Sheet";
import { go, Link, route, withQuery } from "../router";
import { Ago } from "../time";
import { t } from "../words";
import { type Asked, behindOf, type Counted, DIMENSIONS, inInbox, NO_BEHIND } from "./asked";
import { periodName, valueName } from "./numbers";

type Ticket = components["schemas"]["TicketShape"];
type Page = components["schemas"]["TicketList"];

async function page(asked: Asked, counted: Counted, cursor?: string): Promise<Page> {
  const { zone: _zone, by: _by, team, without = [], ...query } = behindOf(asked);
  const wanted = {
    ...query,
    team: team ? [team] : [],
    without,
    counted,
    sort: "opened",
    limit: 50,
    cursor: cursor ?? null,
  } as const;
  return taken(api.GET("/v1/tickets", { params: { query: wanted } }));
}

/** The tickets behind a number. */
export function Behind({ asked, zone }: { asked: Asked; zone: string }) {
  const { counted } = asked.behind!;
  const more = useSignal<readonly Ticket[]>([]);
  const next = useSignal<string | null>(null);
  const address = route.value.query.toString();
  const loaded = useLoaded(() => page(asked, counted), [address]);
  const first = loaded.data.value;
  useEffect(() => {
    more.value = [];
    next.value = first?.next ?? null;
  }, [first]);
  const goOn = async () => {
    const found = await page(asked, counted, next.value!);
    more.value = [...more.value, ...found.items];
    next.value = found.next;
  };
  return (
    <Sheet id="behind" title={titleOf(asked, zone)} onClose={() => go(withQuery(NO_BEHIND))}>
      {loaded.error.value && <Failure error={loaded.error.value} again={() => void loaded.again()} />}
      {first && <Tickets tickets={[...first.items, ...more.value]} />}
      {first && first.items.length > 0 && <Link to={inInbox(asked)}>{t("board.in_inbox")}</Link>}
      {next.value && <Button onClick={() => void goOn()}>{t("board.more")}</Button>}
      {first && first.missing.length > 0 && (
        <p class="quiet">{t("board.missing", { regions: first.missing.join(", ") })}</p>
      )}
    </Sheet>
  );
}

function Tickets({ tickets }: { tickets: readonly Ticket[] }) {
  if (tickets.length === 0) {
    return (
      <Empty title={t("board.behind_none")}>
        <p>{t("board.behind_moved")}</p>
      </Empty>
    );
  }
  return (
    <ul class="board-tickets">
      {tickets.map((ticket) => (
        <li key={ticket.id}>
          <Link to={`/inbox/${ticket.id}`}>
            <strong>{ticket.subject ? <Bidi text={ticket.subject} /> : ticket.id}</strong>
          </Link>
          <span class="quiet">
            {[
              ticket.team,
              t(`board.status.${ticket.status}` as "board.status.open"),
              ticket.topic,
              ticket.language,
            ]
              .filter(Boolean)
              .join(" · ")}
            {" · "}
            <Ago at={ticket.opened_at} />
          </span>
        </li>
      ))}
    </ul>
  );
}

function titleOf(asked: Asked, zone: string): string {
  const { counted, since } = asked.behind!;
  const narrowed = DIMENSIONS.flatMap((one) => {
    const value = route.value.query.get(`in_${one}`);
    return value === null ? [] : [valueName(one, value === "-" ? null : value)];
  });
  const when = since ? [periodName(since, asked.length, zone)] : [];
  return [t(`board.counted.${counted}` as "board.counted.solved"), ...narrowed, ...when].join(" · ");
}
