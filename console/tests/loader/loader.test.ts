import { afterEach, beforeEach, expect, test, vi } from "vitest";
import type { FromChat } from "../../source/loader/protocol";
import { PATIENCE } from "../patience";

const DESK = "https://desk.example";

interface Api {
  open(): void;
  close(): void;
  identify(identity: string | null): void;
}

function api(): Api {
  return (window as unknown as { MeridianChat: Api }).MeridianChat;
}

function parts() {
  const root = document.querySelector("meridian-chat")!.shadowRoot!;
  return {
    button: root.querySelector("button")!,
    badge: root.querySelector(".badge")!,
    panel: root.querySelector<HTMLElement>(".panel")!,
    frame: root.querySelector("iframe")!,
  };
}

Object.assign((window as unknown as { happyDOM: { settings: object } }).happyDOM.settings, {
  enableIframePageLoading: true, // of empty ones, as those here are
});

const told = vi.fn();
let fetched: { mock: { contexts: unknown[] } };
// The windows of frames that were never fetched; what they are told is what a chat would be.
const windows = new WeakMap<HTMLIFrameElement, Window>();

function windowOf(frame: HTMLIFrameElement): Window {
  const known = windows.get(frame) ?? ({ postMessage: told } as unknown as Window);
  windows.set(frame, known);
  return known;
}

/** What the chat in the frame says; by default from where and whom it is taken. */
function say(said: FromChat, origin = DESK, source = windowOf(parts().frame)): void {
  window.dispatchEvent(new MessageEvent("message", { data: said, origin, source }));
}

async function load(attributes: Record<string, string> = {}): Promise<void> {
  const script = document.createElement("script");
  script.src = `${DESK}/chat/loader.js`;
  Object.assign(script.dataset, { account: "shop", ...attributes });
  Object.defineProperty(document, "currentScript", { value: script, configurable: true });
  vi.resetModules();
  await import("../../source/loader/loader");
}

beforeEach(() => {
  told.mockClear();
  vi.spyOn(HTMLIFrameElement.prototype, "contentWindow", "get").mockImplementation(function (
    this: HTMLIFrameElement,
  ) {
    return windowOf(this);
  });
  // No page of a desk is fetched here: what is tested is what the loader makes of the page it is in.
  fetched = vi.spyOn(HTMLIFrameElement.prototype, "src", "set").mockImplementation(function (
    this: HTMLIFrameElement,
    to,
  ) {
    this.setAttribute("data-src", to);
  });
  vi.spyOn(HTMLIFrameElement.prototype, "src", "get").mockImplementation(function (this: HTMLIFrameElement) {
    return this.getAttribute("data-src") ?? "";
  });
});

afterEach(() => {
  document.querySelector("meridian-chat")?.remove();
  document.documentElement.lang = document.documentElement.dir = "";
  localStorage.clear();
  vi.restoreAllMocks();
});

test("nothing is fetched before somebody wants it", async () => {
  await load();
  expect(parts().frame.src).toBe("");
  parts().button.click();
  expect(parts().frame.src).toBe(`${DESK}/chat/shop?site=${location.origin}`);
  expect(parts().panel.hidden).toBe(false);
});

test("a page whose chat was used before fetches it at once, so that an answer is noticed", async () => {
  localStorage.setItem("meridian-chat/shop/known", "yes");
  await load();
  expect(parts().frame.src).not.toBe("");
  expect(parts().panel.hidden).toBe(true);
});

test("a frame that says nothing is fetched again, ever later; one that is there stays as it is", async () => {
  vi.useFakeTimers();
  await load();
  const { frame } = parts();
  const times = () => fetched.mock.contexts.filter((one) => one === frame).length;
  frame.dispatchEvent(new Event("load")); // of the empty frame, as browsers do when it comes into the page
  api().open();
  frame.dispatchEvent(new Event("load")); // of an error
  vi.advanceTimersByTime(10_000);
  expect(times()).toBe(2);
  frame.dispatchEvent(new Event("load"));
  vi.advanceTimersByTime(10_000);
  expect(times()).toBe(2);
  say({ meridian: "ready" });
  frame.dispatchEvent(new Event("load"));
  vi.advanceTimersByTime(3_600_000);
  expect(times()).toBe(2);
  vi.useRealTimers();
});

test("what anybody but the chat says is not heard", async () => {
  await load();
  api().open();
  say({ meridian: "unread", count: 3 }, "https://evil.example");
  say({ meridian: "unread", count: 3 }, DESK, window);
  expect(parts().badge.textContent).toBe("");
  say({ meridian: "unread", count: 3 });
  expect([parts().badge.textContent, parts().button.ariaLabel]).toEqual(["3", "Chat (3)"]);
});

test("the chat keeps things under its own name, and can touch nothing else of the page", async () => {
  localStorage.setItem("cart", "7 things");
  await load();
  api().open();
  say({ meridian: "keep", key: "cart", value: "none" });
  say({ meridian: "keep", key: "../cart", value: null });
  expect(localStorage.getItem("cart")).toBe("7 things");
  expect(localStorage.getItem("meridian-chat/shop/cart")).toBe("none");
});

test("who is signed in goes to the chat's own origin, and not before it is there", async () => {
  await load({ identity: "signed" });
  api().open();
  api().identify("signed anew");
  expect(told).not.toHaveBeenCalled();
  say({ meridian: "ready" });
  const hello = told.mock.calls
    .map(([said]) => said)
    .find(({ meridian }: { meridian: string }) => meridian === "hello");
  expect(hello).toMatchObject({ identity: "signed anew", page: location.origin + location.pathname });
  expect(new Set(told.mock.calls.map(([, to]) => to))).toEqual(new Set([DESK]));
});

test("language and direction are the page's, and follow it; attributes say otherwise", async () => {
  document.documentElement.lang = "ar";
  document.documentElement.dir = "rtl";
  await load();
  const host = document.querySelector<HTMLElement>("meridian-chat")!;
  expect([host.lang, host.dir, parts().button.ariaLabel]).toEqual(["ar", "rtl", "الدردشة"]);
  document.documentElement.lang = "ru";
  await vi.waitUntil(() => parts().button.ariaLabel === "Чат", PATIENCE);
  host.remove();
  await load({ language: "ja", direction: "ltr" });
  expect(parts().button.ariaLabel).toBe("チャット");
  expect(document.querySelector<HTMLElement>("meridian-chat")!.dir).toBe("ltr");
});

test("a page may name it twice, keep nothing, or have no account: it goes on as if nothing were there", async () => {
  const warned = vi.spyOn(console, "warn").mockImplementation(() => {});
  await load();
  await load();
  expect(document.querySelectorAll("meridian-chat")).toHaveLength(1);
  vi.stubGlobal("localStorage", undefined);
  say({ meridian: "keep", key: "known", value: "yes" });
  document.querySelector("meridian-chat")!.remove();
  await load();
  expect(document.querySelectorAll("meridian-chat")).toHaveLength(1);
  vi.unstubAllGlobals();
  expect(warned).toHaveBeenCalled();
});

test("Escape within the chat gives the focus back to the button", async () => {
  await load();
  api().open();
  say({ meridian: "close" });
  expect(parts().panel.hidden).toBe(true);
  expect(document.querySelector("meridian-chat")!.shadowRoot!.activeElement).toBe(parts().button);
});
