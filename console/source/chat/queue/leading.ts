const ALIVE = 5_000;
const DEAD = 20_000;
const LEASE = 15_000;

/** What is done as long as this tab leads. Ends soon after `stop`. */
export type Work = (stop: AbortSignal) => Promise<void>;

/**
 * Do the work in one tab at a time: this one as soon as no other does.
 *
 * A tab that somebody looks at does not wait for one that the browser has put to sleep: it takes over. For a moment
 * there may be two then; the desk tells what it was sent twice.
 */
export async function leadAlone(name: string, work: Work, stop: AbortSignal): Promise<void> {
  let hasLocks = canLock();
  while (!stop.aborted) {
    if (hasLocks) hasLocks = await leadByLock(name, work, stop);
    else await leadByLease(name, work, stop);
  }
}

function canLock(): boolean {
  try {
    return Boolean((navigator as { locks?: LockManager }).locks);
  } catch {
    return false;
  }
}

/** Whether locks may go on to be asked for: a frame whose storage is forbidden has none. */
async function leadByLock(name: string, work: Work, stop: AbortSignal): Promise<boolean> {
  const pulse = new BroadcastChannel(`${name}/alive`);
  const lost = new AbortController();
  const either = AbortSignal.any([stop, lost.signal]);
  try {
    await held(name, pulse, either, async () => {
      const beat = setInterval(() => pulse.postMessage(null), ALIVE);
      try {
        await work(either);
      } finally {
        clearInterval(beat);
      }
    });
  } catch (error) {
    if (!(error instanceof DOMException)) throw error;
    return error.name === "AbortError"; // stopped, or another tab has taken it over
  } finally {
    lost.abort();
    pulse.close();
  }
  return true;
}

/** Wait for the lock; take it from a tab that says nothing any more, if somebody looks at this one. */
async function held(
  name: string,
  pulse: BroadcastChannel,
  stop: AbortSignal,
  run: () => Promise<void>,
): Promise<void> {
  const impatient = new AbortController();
  let heard = performance.now(); // no clock that somebody could set
  const hear = () => {
    heard = performance.now();
  };
  pulse.addEventListener("message", hear);
  const looking = setInterval(() => {
    if (!document.hidden && performance.now() - heard > DEAD) impatient.abort();
  }, ALIVE);
  const begun = () => {
    clearInterval(looking);
    return run();
  };
  try {
    await navigator.locks.request(name, { signal: AbortSignal.any([stop, impatient.signal]) }, begun);
  } catch (error) {
    if (!impatient.signal.aborted || stop.aborted) throw error;
    await navigator.locks.request(name, { steal: true }, begun);
  } finally {
    clearInterval(looking);
  }
}

/** For browsers without locks: a mark in `localStorage` that runs out; without that, each tab has its own queue. */
async function leadByLease(name: string, work: Work, stop: AbortSignal): Promise<void> {
  const mine = Math.random().toString(36).slice(2);
  const key = `${name}/lease`;
  const lost = new AbortController();
  const renew = () => {
    if (!renewed(key, mine)) lost.abort();
  };
  await free(key, mine, stop);
  const renewing = setInterval(renew, ALIVE);
  try {
    if (!stop.aborted) await work(AbortSignal.any([stop, lost.signal]));
  } finally {
    clearInterval(renewing);
    if (renewed(key, mine)) given(key);
  }
}

function free(key: string, mine: string, stop: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const look = () => {
      if (!stop.aborted && !renewed(key, mine)) return;
      clearInterval(looking);
      resolve();
    };
    const looking = setInterval(look, ALIVE);
    look();
  });
}

/** Whether the mark is ours, once more; where there is no storage, there is nobody to share with. */
function renewed(key: string, mine: string): boolean {
  try {
    const [holder, until] = (localStorage.getItem(key) ?? "").split(" ");
    const left = Number(until) - Date.now();
    if (holder && holder !== mine && left > 0 && left <= LEASE) return false; // beyond: the clock was set
    localStorage.setItem(key, `${mine} ${Date.now() + LEASE}`);
    return true;
  } catch {
    return true;
  }
}

function given(key: string): void {
  try {
    localStorage.removeItem(key);
  } catch {
    // nothing was kept
  }
}

/** Run it while no other tab runs its own, where the browser can say so. */
export async function oneTabAtATime<Found>(name: string, run: () => Promise<Found>): Promise<Found> {
  let begun: Promise<Found> | null = null;
  const once = () => {
    begun ??= run();
    return begun;
  };
  if (!canLock()) return once();
  try {
    return await navigator.locks.request(name, once);
  } catch (error) {
    if (begun === null && error instanceof DOMException) return once(); // locks are forbidden here
    throw error;
  }
}
