import { signal } from "@preact/signals";
import { onAnswer } from "./api/client";

const SECOND = 1_000;
/** How far the desk's clock is ahead of this device's, in milliseconds; devices are often wrong. */
let ahead = 0;

/** The desk's time, each second anew, in milliseconds since 1970. */
export const now = signal(Date.now());

/** Begin to follow the desk's clock. */
export function followTheDesk(): void {
  onAnswer((answer) => {
    const said = Date.parse(answer?.headers.get("Date") ?? "");
    if (Number.isNaN(said)) return;
    const off = said - Date.now();
    if (Math.abs(off - ahead) > 2 * SECOND) ahead = off; // the header has whole seconds
  });
  setInterval(() => {
    now.value = Date.now() + ahead;
  }, SECOND);
}
