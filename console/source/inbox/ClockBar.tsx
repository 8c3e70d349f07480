import { now } from "../clock";
import { lookOf, pressing, shareLeft } from "./clocks";
import type { Listed } from "./types";

/** The bar that empties. Its colour and its pattern say the same as the words beside it. */
export function ClockBar({ ticket }: { ticket: Listed }) {
  const clock = pressing(ticket.clocks);
  if (clock === null) return <span class="clock-bar" data-state="none" aria-hidden="true" />;
  const share = shareLeft(clock, ticket, now.value);
  return (
    <span class="clock-bar" data-state={lookOf(clock, now.value)} aria-hidden="true">
      <span style={{ inlineSize: `${Math.round(100 * (share ?? 1))}%` }} />
    </span>
  );
}
