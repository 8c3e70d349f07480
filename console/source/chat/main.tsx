import { effect, signal } from "@preact/signals";
import { render } from "preact";
import "../look/tokens.css";
import "../look/base.css";
import "../look/parts.css";
import "./chat.css";
import "./cards.css";
import { followTheDesk } from "../clock";
import type { Look } from "../loader/protocol";
import { Chat } from "./Chat";
import { hostAround } from "./host";
import { Lent, ownKeeping } from "./lent";
import { watchNetwork } from "./network";
import { nameOf, sessionOf } from "./people";
import type { Session } from "./session";
import { speak, t } from "./words";

const session = signal<Session | null>(null);
const isShown = signal(false);
const account = decodeURIComponent(location.pathname.split("/")[2] ?? "");
const statusToken = new URLSearchParams(location.hash.slice(1)).get("status");
let page: string | null = null;
let keeping = ownKeeping();

/** Begin as whoever the site says is there, unless that is who is there already. */
function beginAs(identity: string | null): void {
  const before = session.peek();
  if (before?.name === nameOf(identity, account) && !before.visitor.refused.peek()) return;
  session.value = sessionOf(identity, { account, page, keeping }, before);
}

function look({ language: wished, direction, theme }: Look): void {
  if (theme === "light" || theme === "dark") document.documentElement.dataset.theme = theme;
  void speak(wished ? [wished] : navigator.languages, direction);
}

const host = hostAround({
  look,
  hello(said) {
    page = said.page;
    keeping ??= new Lent(said.kept, (told) => host?.tell(told));
    beginAs(said.identity);
  },
  identity: ({ identity }) => beginAs(identity),
  shown: ({ shown }) => {
    isShown.value = shown;
  },
});

function tellHost(): void {
  if (host === null) return;
  effect(() => host.tell({ meridian: "unread", count: session.value?.unread.value ?? 0 }));
  effect(() => {
    if (session.value?.visitor.refused.value) host.tell({ meridian: "identity_refused" });
  });
  effect(() => {
    const { messages, unsent } = session.value?.conversation ?? {};
    if (!messages?.value.length && !unsent?.value.length) return;
    host.tell({ meridian: "keep", key: "known", value: "yes" });
  });
  host.tell({ meridian: "ready" });
}

effect(() => {
  document.title = session.value?.visitor.arrival.value?.title || t("chat.title");
});
followTheDesk();
watchNetwork();
const onClose = host && (() => host.tell({ meridian: "close" }));
render(
  <Chat session={session} isShown={isShown} onClose={onClose} statusToken={statusToken} />,
  document.getElementById("chat")!,
);
if (host === null) {
  look({ language: null, direction: null, theme: null });
  isShown.value = true;
  if (statusToken === null) beginAs(null);
}
tellHost();
