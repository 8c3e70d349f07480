import { signal } from "@preact/signals";

/** Whether requests go to the practice, and not to the desk. */
export const practising = signal(false);
