import { signal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";

/** Something that can be done: by its key, and from the palette. */
export interface Command {
  /** Stable, such as `ticket.claim`. */
  readonly id: string;
  /** As it is called in the palette. */
  readonly name: string;
  /** `c`, `Enter`, `g i` (one after the other), `Control+k`; none: the palette alone. */
  readonly keys?: string;
  readonly run: () => void;
  /** Whether it can be done now; always, unless said. */
  readonly when?: () => boolean;
  /** Whether its key works while somebody writes, too. */
  readonly whileWriting?: boolean;
}

const groups = signal<readonly (readonly Command[])[]>([]);
let begun = "";

/** All that can be done now; what was offered last comes first. */
export function commands(): Command[] {
  return groups.value.flat().filter((one) => one.when?.() ?? true);
}

/** Offer commands while the component is there. */
export function useCommands(offered: readonly Command[]): void {
  const latest = useRef(offered);
  latest.current = offered;
  useEffect(() => {
    const group = offered.map(({ id }, at) => follow(id, () => latest.current[at]));
    groups.value = [group, ...groups.value];
    return () => {
      groups.value = groups.value.filter((one) => one !== group);
    };
  }, [offered.map(({ id }) => id).join(" ")]);
}

/** A command that is always as its component last said. */
function follow(id: string, current: () => Command | undefined): Command {
  return {
    id,
    get name() {
      return current()?.name ?? id;
    },
    get keys() {
      return current()?.keys ?? "";
    },
    get whileWriting() {
      return current()?.whileWriting ?? false;
    },
    run: () => current()?.run(),
    when: () => current()?.when?.() ?? current() !== undefined,
  };
}

/** Listen to the keyboard; once, for the whole page. */
export function listenToKeys(): void {
  addEventListener("keydown", (event) => {
    if (event.defaultPrevented || event.isComposing) return;
    const pressed = spelled(event);
    const both = `${begun} ${pressed}`;
    const found = fitting(both, event) ?? fitting(pressed, event);
    begun = !found && begins(pressed) && !isWriting(event) ? pressed : "";
    if (!found) return;
    event.preventDefault();
    found.run();
  });
}

function spelled(event: KeyboardEvent): string {
  const held = [event.ctrlKey && "Control", event.metaKey && "Meta", event.altKey && "Alt"];
  return [...held.filter(Boolean), event.key].join("+");
}

function fitting(keys: string, event: KeyboardEvent): Command | undefined {
  return commands().find(
    (one) => one.keys === keys && (one.whileWriting || !isWriting(event)) && !isBehind(one),
  );
}

function begins(pressed: string): boolean {
  return commands().some(({ keys }) => keys?.startsWith(`${pressed} `));
}

/** Whether a sheet is open in front of what the command belongs to. */
function isBehind({ id }: Command): boolean {
  const sheet = document.querySelector("dialog[open]");
  return sheet !== null && !id.startsWith(sheet.id || "sheet");
}

function isWriting({ target }: KeyboardEvent): boolean {
  return (
    target instanceof HTMLElement &&
    (target.isContentEditable ||
      target.matches("input:not([type=checkbox]):not([type=radio]), textarea, select"))
  );
}
