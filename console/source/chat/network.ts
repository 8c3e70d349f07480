import { signal } from "@preact/signals";
import { onAnswer } from "../api/client";

/** Whether nobody answered last time, or the browser knows of no network. */
export const away = signal(false);

/** Begin to notice. */
export function watchNetwork(): void {
  onAnswer((answer) => {
    away.value = answer === null;
  });
  addEventListener("offline", () => {
    away.value = true;
  });
}
