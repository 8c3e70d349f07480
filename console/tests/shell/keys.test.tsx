import { render } from "preact";
import { act } from "preact/test-utils";
import { afterEach, beforeAll, expect, test, vi } from "vitest";
import { type Command, commands, listenToKeys, useCommands } from "../../source/keys";

function Offering({ those }: { those: readonly Command[] }) {
  useCommands(those);
  return <input />;
}

let host: HTMLElement | null = null;

function offer(...those: Command[]): HTMLElement {
  host ??= document.body.appendChild(document.createElement("div"));
  act(() => render(<Offering those={those} />, host!));
  return host;
}

function press(key: string, on: EventTarget = document.body, more: KeyboardEventInit = {}): void {
  on.dispatchEvent(new KeyboardEvent("keydown", { key, bubbles: true, cancelable: true, ...more }));
}

beforeAll(() => listenToKeys());
afterEach(() => {
  if (host) act(() => render(null, host!));
});

test("a command runs by its key, and is gone with its component", () => {
  const run = vi.fn();
  offer({ id: "ticket.claim", name: "Claim", keys: "c", run });
  press("c");
  expect(run).toHaveBeenCalledTimes(1);
  act(() => render(null, host!));
  press("c");
  expect(run).toHaveBeenCalledTimes(1);
});

test("two keys one after the other are one command", () => {
  const run = vi.fn();
  offer({ id: "go.inbox", name: "Inbox", keys: "g i", run });
  press("i");
  press("g");
  press("x");
  press("i");
  expect(run).not.toHaveBeenCalled();
  press("g");
  press("i");
  expect(run).toHaveBeenCalledTimes(1);
});

test("while somebody writes, keys write", () => {
  const run = vi.fn();
  const field = offer({ id: "ticket.claim", name: "Claim", keys: "c", run }).querySelector("input")!;
  press("c", field);
  expect(run).not.toHaveBeenCalled();
});

test("but for those that say so", () => {
  const run = vi.fn();
  const command = { id: "ticket.send", name: "Send", keys: "Control+Enter", run, whileWriting: true };
  const field = offer(command).querySelector("input")!;
  press("Enter", field, { ctrlKey: true });
  expect(run).toHaveBeenCalledTimes(1);
});

test("what cannot be done now is not offered, and its key does nothing", () => {
  const run = vi.fn();
  let may = false;
  offer({ id: "ticket.solve", name: "Solve", keys: "s", run, when: () => may });
  press("s");
  expect(run).not.toHaveBeenCalled();
  may = true;
  press("s");
  expect(run).toHaveBeenCalledTimes(1);
});

test("a command does what its component last said", () => {
  const runs: string[] = [];
  const saying = (word: string) => ({ id: "say", name: word, keys: "w", run: () => runs.push(word) });
  offer(saying("first"));
  offer(saying("second"));
  press("w");
  expect(runs).toEqual(["second"]);
  expect(commands().map(({ name }) => name)).toEqual(["second"]);
});

test("keys of an input method are left to it", () => {
  const run = vi.fn();
  offer({ id: "ticket.claim", name: "Claim", keys: "c", run });
  press("c", document.body, { isComposing: true });
  expect(run).not.toHaveBeenCalled();
});

test("the keys of what is behind a sheet do nothing, Escape among them", () => {
  const [close, choose] = [vi.fn(), vi.fn()];
  offer(
    { id: "inbox.close", name: "Back", keys: "Escape", run: close },
    { id: "merge.choose", name: "Choose", keys: "x", run: choose },
  );
  const sheet = document.createElement("dialog");
  sheet.id = "merge";
  sheet.open = true;
  document.body.append(sheet);
  press("Escape", sheet);
  press("x", sheet);
  expect(close).not.toHaveBeenCalled();
  expect(choose).toHaveBeenCalledTimes(1);
  sheet.remove();
  press("Escape");
  expect(close).toHaveBeenCalledTimes(1);
});
