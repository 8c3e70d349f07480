import { STYLES } from "./look";
import type { Look } from "./protocol";
import { wordsIn } from "./words";

export interface Launcher {
  readonly host: HTMLElement;
  readonly button: HTMLButtonElement;
  readonly panel: HTMLElement;
  readonly frame: HTMLIFrameElement;
  dress(look: Look): void;
  show(shown: boolean): void;
  count(unread: number): void;
}

/** The button in the page's corner and the panel it opens, both in a shadow tree. */
export function launcher(): Launcher {
  const host = make("meridian-chat");
  const root = host.attachShadow({ mode: "open" });
  const button = make("button");
  const badge = make("span");
  const panel = make("div");
  const notice = make("p");
  const frame = make("iframe");
  let words = wordsIn("en");
  let unread = 0;
  const name = () => {
    button.ariaLabel = words[0] + (unread ? ` (${unread})` : "");
  };
  button.className = "launcher";
  badge.className = "badge";
  badge.hidden = panel.hidden = true;
  panel.className = "panel";
  frame.title = "Chat";
  frame.allow = "clipboard-write";
  button.append(drawing(), badge);
  panel.append(notice, frame);
  style(root);
  root.append(panel, button);
  const dress = ({ language, direction, theme }: Look) => {
    words = wordsIn(language);
    host.dir = direction ?? "";
    host.lang = language ?? "";
    host.dataset.theme = theme ?? "";
    notice.textContent = words[1]!;
    name();
  };
  const show = (shown: boolean) => {
    panel.hidden = !shown;
    button.ariaExpanded = String(shown);
  };
  const count = (found: number) => {
    unread = found;
    badge.hidden = !found;
    badge.textContent = String(found);
    name();
  };
  show(false);
  return { host, button, panel, frame, dress, show, count };
}

function make<Name extends keyof HTMLElementTagNameMap>(name: Name): HTMLElementTagNameMap[Name];
function make(name: string): HTMLElement;
function make(name: string): HTMLElement {
  return document.createElement(name);
}

/** A sheet that no content security policy of the page takes for an inline style. */
function style(root: ShadowRoot): void {
  try {
    const sheet = new CSSStyleSheet();
    sheet.replaceSync(STYLES);
    root.adoptedStyleSheets = [sheet];
  } catch {
    const sheet = make("style");
    sheet.textContent = STYLES;
    root.append(sheet);
  }
}

/** A balloon; by elements, because a page may forbid markup from text. */
function drawing(): SVGElement {
  const space = "http://www.w3.org/2000/svg";
  const picture = document.createElementNS(space, "svg");
  const balloon = document.createElementNS(space, "path");
  picture.setAttribute("viewBox", "0 0 24 24");
  picture.setAttribute("aria-hidden", "true");
  balloon.setAttribute("fill", "currentColor");
  balloon.setAttribute(
    "d",
    "M4 3h16a2 2 0 0 1 2 2v10a2 2 0 0 1-2 2h-8l-5 4v-4H4a2 2 0 0 1-2-2V5a2 2 0 0 1 2-2z",
  );
  picture.append(balloon);
  return picture;
}
