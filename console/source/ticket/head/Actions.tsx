import { useCommands } from "../../keys";
import { Button } from "../../parts/Button";
import { type Key, t } from "../../words";
import { abilities } from "../abilities";
import type { Command, Commanding } from "../commanding";
import type { SheetName } from "../types";

interface Props {
  commanding: Commanding;
  open: (sheet: SheetName) => void;
}

interface Action {
  id: string;
  name: Key;
  keys: string;
  can: boolean;
  run: () => void;
  weight?: "first" | "usual";
}

/** All that can be asked of a ticket: buttons for what fits now, keys and the palette for all of it. */
export function Actions({ commanding, open }: Props) {
  const actions = actionsOf(commanding, open);
  useCommands(
    actions.map(({ id, name, keys, can, run }) => ({
      id: `ticket.${id}`,
      name: t(name),
      keys,
      run,
      when: () => can,
    })),
  );
  const busy = commanding.busy.value !== null;
  return (
    <fieldset class="actions plain">
      <legend class="only-read">{t("ticket.actions")}</legend>
      {actions
        .filter(({ can }) => can)
        .map(({ id, name, keys, run, weight }) => (
          <Button key={id} keys={keys} weight={weight ?? "usual"} disabled={busy} onClick={run}>
            {t(name)}
          </Button>
        ))}
    </fieldset>
  );
}

function actionsOf(commanding: Commanding, open: (sheet: SheetName) => void): Action[] {
  const can = abilities(commanding.store.ticket.value);
  const plain = (name: Command["name"]) => () => void commanding.ask({ name, body: {} } as Command);
  const sheet = (name: SheetName) => () => open(name);
  return [
    {
      id: "acknowledge",
      name: "ticket.do.acknowledge",
      keys: "a",
      can: can.acknowledge,
      run: plain("acknowledgements"),
      weight: "first",
    },
    {
      id: "claim",
      name: "ticket.do.claim",
      keys: "c",
      can: can.claim,
      run: plain("claim"),
      weight: can.acknowledge ? "usual" : "first",
    },
    { id: "handover", name: "ticket.do.hand_over", keys: "h", can: can.handOver, run: sheet("handover") },
    { id: "solve", name: "ticket.do.solve", keys: "s", can: can.solve, run: plain("solve") },
    {
      id: "reopen",
      name: "ticket.do.reopen",
      keys: "b",
      can: can.reopen,
      run: plain("reopen"),
      weight: "first",
    },
    { id: "escalate", name: "ticket.do.escalate", keys: "e", can: can.escalate, run: sheet("escalate") },
    { id: "priority", name: "ticket.do.priority", keys: "p", can: can.priority, run: sheet("priority") },
    { id: "hold", name: "ticket.do.hold", keys: "z", can: can.hold, run: sheet("hold") },
    { id: "merge", name: "ticket.do.merge", keys: "m", can: can.merge, run: sheet("merge") },
    { id: "release", name: "ticket.do.release", keys: "u", can: can.release, run: plain("release") },
  ];
}
