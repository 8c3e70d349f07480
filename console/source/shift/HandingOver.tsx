import { goAndDo } from "../inbox/doing";
import { useCommands } from "../keys";
import { Button } from "../parts/Button";
import { Chip } from "../parts/Chip";
import { nextWords } from "../ticket/naming";
import { clockTime } from "../time";
import { t } from "../words";
import type { Leaving } from "./leaving";
import { Named } from "./Needed";

interface Props {
  leaving: readonly Leaving[];
  looking: boolean;
  end: number | null;
}

const KEYS = 9;

/** What goes to others at the end of the shift, why, and the brief that is still to be written. */
export function HandingOver({ leaving, looking, end }: Props) {
  useCommands(
    leaving.slice(0, KEYS).map(({ ticket }, at) => ({
      id: `shift.brief.${at + 1}`,
      name: t("shift.write_brief_for", { ticket: ticket.subject || ticket.customer_name || ticket.id }),
      keys: String(at + 1),
      run: () => begin(ticket.id),
    })),
  );
  return (
    <section aria-labelledby="shift-leaving" aria-busy={looking}>
      <h2 id="shift-leaving">{t("shift.hand_over")}</h2>
      <p class="quiet">{t("shift.hand_over_means")}</p>
      {leaving.length === 0 && <p>{looking ? t("shift.looking") : nothing(end)}</p>}
      <ol class="shift-tickets">
        {leaving.map((one, at) => (
          <Row key={one.ticket.id} leaving={one} keys={at < KEYS ? String(at + 1) : undefined} />
        ))}
      </ol>
      {looking && leaving.length > 0 && <p class="quiet">{t("shift.looking")}</p>}
    </section>
  );
}

function Row({ leaving: { ticket, move }, keys }: { leaving: Leaving; keys: string | undefined }) {
  return (
    <li>
      <time dateTime={move.at}>{clockTime(Date.parse(move.at))}</time>
      <Named ticket={ticket} />
      <p class="comes">
        {nextWords(move)}
        {move.because && <span class="quiet"> {move.because.sentence}</span>}
      </p>
      <p class="actions">
        <Chip state="warned">{t("shift.brief_missing")}</Chip>
        <Button {...(keys ? { keys } : {})} onClick={() => begin(ticket.id)}>
          {t("shift.write_brief")}
        </Button>
      </p>
    </li>
  );
}

/** Open the ticket with the sheet in which its brief is written. */
function begin(ticket: string): void {
  goAndDo(`/inbox/${encodeURIComponent(ticket)}`, "ticket.handover");
}

function nothing(end: number | null): string {
  return end === null ? t("shift.nothing_leaves_today") : t("shift.nothing_leaves", { time: clockTime(end) });
}
