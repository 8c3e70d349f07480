import type { FromChat, ToChat } from "../loader/protocol";

type Told = { [Kind in ToChat["meridian"]]?: (said: Extract<ToChat, { meridian: Kind }>) => void };

/** The page around the chat; null where the chat is a page of its own. */
export interface Host {
  tell(said: FromChat): void;
}

/**
 * Begin to talk with the page around. Its origin is what the address says it is: what we tell reaches a page of no other
 * origin, and nothing is heard from one.
 */
export function hostAround(told: Told, around: Window = window.parent): Host | null {
  const site = siteNamed();
  if (around === window || site === null) return null;
  addEventListener("message", ({ source, origin, data }: MessageEvent) => {
    if (source !== around || origin !== site) return;
    const hear = Object.hasOwn(told, String(data?.meridian)) && told[data.meridian as "look"];
    if (hear) hear(data);
  });
  return { tell: (said) => around.postMessage(said, site) };
}

function siteNamed(): string | null {
  const said = new URLSearchParams(location.search).get("site");
  try {
    return said === null ? null : new URL(said).origin;
  } catch {
    return null; // no address of anything
  }
}
