import type { Key } from "../words";

export type Place = "everywhere" | "inbox" | "ticket" | "shift" | "board";

interface Pressed {
  readonly keys: string;
  readonly name: Key;
}

/** Every key that the console has, and what it does; a test holds it against the sources. */
export const KEYBOARD: Readonly<Record<Place, readonly Pressed[]>> = {
  everywhere: [
    { keys: "?", name: "shell.commands" },
    { keys: "Control+k", name: "shell.commands" },
    { keys: "g i", name: "shell.inbox" },
    { keys: "g m", name: "shell.shift" },
    { keys: "g b", name: "shell.board" },
    { keys: "g ,", name: "shell.settings" },
    { keys: "g n", name: "shift.notifications" },
    { keys: "Escape", name: "settings.key.escape" },
  ],
  inbox: [
    { keys: "j", name: "inbox.do.next" },
    { keys: "k", name: "inbox.do.previous" },
    { keys: "Enter", name: "inbox.do.open" },
    { keys: "/", name: "inbox.search" },
    { keys: "f", name: "inbox.filters" },
    { keys: ".", name: "inbox.do.insert" },
    { keys: "1 … 9", name: "inbox.views" },
  ],
  ticket: [
    { keys: "c", name: "ticket.do.claim" },
    { keys: "r", name: "ticket.do.reply" },
    { keys: "n", name: "ticket.do.note" },
    { keys: "o", name: "ticket.do.original" },
    { keys: "a", name: "ticket.do.acknowledge" },
    { keys: "h", name: "ticket.do.hand_over" },
    { keys: "s", name: "ticket.do.solve" },
    { keys: "b", name: "ticket.do.reopen" },
    { keys: "e", name: "ticket.do.escalate" },
    { keys: "p", name: "ticket.do.priority" },
    { keys: "z", name: "ticket.do.hold" },
    { keys: "m", name: "ticket.do.merge" },
    { keys: "u", name: "ticket.do.release" },
    { keys: ";", name: "ticket.do.templates" },
    { keys: "Control+Enter", name: "settings.key.send" },
    { keys: "Control+.", name: "settings.key.suggestion" },
  ],
  shift: [{ keys: "1 … 9", name: "shift.write_brief" }],
  board: [
    { keys: "b", name: "board.next_group" },
    { keys: "e", name: "board.save" },
  ],
};
