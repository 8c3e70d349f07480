import { launcher } from "./launcher";
import type { FromChat, Look, ToChat } from "./protocol";

const NAME = "meridian-chat";
const PATIENCE = 10_000;

/** What a page may ask of it, as `MeridianChat`. */
interface Chat {
  open(): void;
  /** What was written stays. */
  close(): void;
  /** Who is signed in on the site now, signed by the site (a JWT); null: nobody any more. */
  identify(identity: string | null): void;
}

/** The same, but whatever fails in it, the page around goes on. */
function safe<Given extends unknown[]>(run: (...given: Given) => void): (...given: Given) => void {
  return (...given) => {
    try {
      run(...given);
    } catch (error) {
      console.warn(NAME, error);
    }
  };
}

/** The chat's page, not before somebody wants it; fetched once more where the answer was none of its own. */
function fetching(frame: HTMLIFrameElement, address: string): { begin(): void; done(): void } {
  let failed = 0;
  let late: ReturnType<typeof setTimeout>;
  const fetch = () => {
    frame.src = address;
  };
  return {
    begin() {
      if (frame.src) return;
      frame.onload = () => {
        clearTimeout(late);
        late = setTimeout(fetch, PATIENCE * ++failed);
      };
      fetch();
    },
    done() {
      frame.onload = null;
      clearTimeout(late);
    },
  };
}

function begin(script: HTMLScriptElement): void {
  if (document.querySelector(NAME)) return; // twice in one page is once
  const { account = "", language, direction, theme = null } = script.dataset;
  const page = document.documentElement;
  const desk = new URL(script.src).origin;
  const place = `${NAME}/${account}/`;
  const { host, button, panel, frame, ...parts } = launcher();
  const chat = fetching(frame, `${desk}/chat/${encodeURIComponent(account)}?site=${location.origin}`);
  let identity = script.dataset.identity ?? null;
  let shown = false;
  let ready = false;
  const tell = (message: ToChat) => ready && frame.contentWindow?.postMessage(message, desk);
  const dress = safe(() => {
    const look: Look = {
      language: language ?? (page.lang || null),
      direction: direction ?? (page.dir || null),
      theme,
    };
    parts.dress(look);
    tell({ meridian: "look", ...look });
  });
  const show = safe((wanted: boolean) => {
    shown = wanted;
    if (shown) chat.begin();
    parts.show(shown);
    tell({ meridian: "shown", shown });
    if (shown) frame.focus();
  });
  const heard: { [Kind in FromChat["meridian"]]: (said: Extract<FromChat, { meridian: Kind }>) => void } = {
    ready() {
      chat.done();
      ready = true;
      panel.className = "panel ready";
      dress();
      tell({ meridian: "hello", identity, page: location.origin + location.pathname, kept: kept(place) });
      tell({ meridian: "shown", shown });
    },
    unread: ({ count }) => parts.count(count),
    close() {
      show(false);
      button.focus();
    },
    keep: ({ key, value }) => keep(place + key, value),
    identity_refused: () => dispatchEvent(new Event(`${NAME}:identity`)),
  };
  const hear = safe(({ source, origin, data }: MessageEvent) => {
    if (source === frame.contentWindow && origin === desk) heard[data.meridian as "close"]?.(data);
  });
  addEventListener("message", hear);
  button.onclick = () => show(!shown);
  new MutationObserver(dress).observe(page, { attributeFilter: ["lang", "dir"] });
  const offered: Chat = {
    open: () => show(true),
    close: () => show(false),
    identify: safe((other) => {
      identity = other;
      tell({ meridian: "identity", identity });
    }),
  };
  Object.assign(window, { MeridianChat: offered });
  dress();
  document.body.append(host);
  if (kept(place).known) chat.begin();
}

/** What is kept for the chat; nothing, where the page may keep nothing itself. */
function kept(place: string): Record<string, string> {
  const found: Record<string, string> = {};
  safe(() => {
    for (const [key, value] of Object.entries(localStorage)) {
      if (key.startsWith(place)) found[key.slice(place.length)] = value;
    }
  })();
  return found;
}

const keep = safe((key: string, value: string | null) => {
  if (value === null) localStorage.removeItem(key);
  else localStorage.setItem(key, value);
});

const own = document.currentScript ?? document.querySelector("script[data-account]");
if (own instanceof HTMLScriptElement) {
  const start = safe(() => begin(own));
  if (document.body) start();
  else addEventListener("DOMContentLoaded", start);
}
