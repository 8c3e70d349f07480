import board from "./en/board.json";
import inbox from "./en/inbox.json";
import person from "./en/person.json";
import settings from "./en/settings.json";
import shell from "./en/shell.json";
import shift from "./en/shift.json";
import ticket from "./en/ticket.json";
import tour from "./en/tour.json";

/** All that the console says, in English; each area adds its file here. */
export const english = { ...shell, ...inbox, ...board, ...ticket, ...person, ...settings, ...shift, ...tour };

export type Key = keyof typeof english;
