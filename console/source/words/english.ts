import shell from "./en/shell.json";

/** All that the console says, in English; each area adds its file here. */
export const english = { ...shell };

export type Key = keyof typeof english;
