import { useEffect } from "preact/hooks";
import { go, route, withQuery } from "../router";
import type { SheetName } from "./sheets";
import type { TicketStore } from "./store";

const SHEETS: Readonly<Record<string, SheetName>> = { hand_over: "handover" };

/** Open the sheet that the address asks for (`?do=hand_over`), once the ticket is there. */
export function useWished(store: TicketStore, open: (name: SheetName) => void): void {
  const wished = SHEETS[route.value.query.get("do") ?? ""];
  const isThere = store.ticket.value !== null;
  useEffect(() => {
    if (!wished || !isThere) return;
    open(wished);
    go(withQuery({ do: null }), { replace: true });
  }, [wished, isThere]);
}
