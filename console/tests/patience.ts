/** How long what is bound to happen may take on a machine that does much else (milliseconds). */
export const PATIENCE = { timeout: 30_000 };
