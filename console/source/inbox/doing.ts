import { commands } from "../keys";
import { go } from "../router";

const LOOKS_AGAIN = 50; // milliseconds
const GIVES_UP = 10_000;

/** Go somewhere, and do there what can be done once it is there. */
export function goAndDo(to: string, command: string): void {
  go(to);
  const until = performance.now() + GIVES_UP;
  const look = () => {
    const found = commands().find(({ id }) => id === command);
    if (found) found.run();
    else if (performance.now() < until) setTimeout(look, LOOKS_AGAIN);
  };
  setTimeout(look, LOOKS_AGAIN);
}
