import { signal } from "@preact/signals";
import { api, taken } from "../api/client";
import { live } from "../api/live";
import { Away, Problem } from "../api/problem";
import { now } from "../clock";
import { me } from "../session";
import { type OnDuty, type Stretch, shiftsAt, type TeamToday, teamsToday, worksOf } from "./duty";
import { horizon, type Leaving, type Listed, leaving, type NextMoves, needed } from "./leaving";

const MOST = 50; // tickets of one agent that are looked at
const TOGETHER = 4; // requests at a time: what comes next takes the desk some thought
const SETTLES = 500; // milliseconds
const EVERY = 60_000;

/** All that the page of one's shift shows. */
export interface Today {
  readonly teams: readonly TeamToday[];
  readonly shift: { readonly now: Stretch | null; readonly next: Stretch | null };
  readonly needed: readonly Listed[];
  readonly leaving: readonly Leaving[];
  /** Whether more of one's tickets are looked at still. */
  readonly looking: boolean;
}

/** What one's shift holds; what comes next is asked anew only for tickets that have changed. */
export class TodayStore {
  readonly duty = signal<OnDuty | null>(null);
  readonly tickets = signal<readonly Listed[] | null>(null);
  readonly moves = signal<ReadonlyMap<string, NextMoves>>(new Map());
  readonly looking = signal(false);
  readonly error = signal<Problem | Away | null>(null);
  #versions = new Map<string, number>();
  #turn = 0;
  #timer: ReturnType<typeof setTimeout> | null = null;

  /** Fetch all of it; an answer that was overtaken is dropped. */
  async load(): Promise<void> {
    const turn = ++this.#turn;
    try {
      const [duty, tickets] = await Promise.all([taken(api.GET("/v1/desk/on-duty")), this.#mine()]);
      if (turn !== this.#turn) return;
      this.duty.value = duty;
      this.tickets.value = tickets;
      this.error.value = null;
      await this.#look(tickets, turn);
    } catch (error) {
      if (!(error instanceof Problem || error instanceof Away)) throw error;
      if (turn === this.#turn) this.error.value = error;
    }
  }

  /** Follow the desk, and the clock, by which rosters change; the answer ends that. */
  follow(): () => void {
    const every = setInterval(() => void this.load(), EVERY);
    const mine = (assignee: string | null, id: string) =>
      assignee === me.peek()?.agent || this.tickets.peek()?.some((one) => one.id === id);
    const ends = [
      live.on("ticket", (event) => mine(event.assignee, event.ticket_id) && this.#soon()),
      live.on("reset", () => this.#soon()),
      () => clearInterval(every),
    ];
    return () => {
      for (const end of ends) end();
    };
  }

  /** As it stands now; null before anything is known. */
  today(): Today | null {
    const duty = this.duty.value;
    const tickets = this.tickets.value;
    const who = me.value;
    if (duty === null || tickets === null || who === null) return null;
    const shift = shiftsAt(worksOf(duty, who.agent ?? ""), now.value);
    const until = horizon(shift.now?.end ?? null, now.value);
    return {
      teams: teamsToday(
        duty,
        who.teams.map(({ id }) => id),
      ),
      shift,
      needed: needed(tickets, until),
      leaving: leaving(tickets, this.moves.value, until),
      looking: this.looking.value,
    };
  }

  #soon(): void {
    this.#timer ??= setTimeout(() => {
      this.#timer = null;
      void this.load();
    }, SETTLES);
  }

  async #mine(): Promise<readonly Listed[]> {
    if (me.peek()?.agent == null) return [];
    const query = {
      assignee: "me",
      status: ["new", "open", "waiting", "held"] as const,
      sort: "updated" as const,
      limit: MOST,
    };
    const found = await taken(
      api.GET("/v1/tickets", { params: { query: { ...query, status: [...query.status] } } }),
    );
    return found.items;
  }

  async #look(tickets: readonly Listed[], turn: number): Promise<void> {
    const changed = tickets.filter(({ id, version }) => this.#versions.get(id) !== version);
    this.looking.value = changed.length > 0;
    const rest = [...changed];
    const one = async () => {
      for (let ticket = rest.shift(); ticket && turn === this.#turn; ticket = rest.shift()) {
        await this.#lookAt(ticket);
      }
    };
    await Promise.all(Array.from({ length: TOGETHER }, one));
    if (turn === this.#turn) this.looking.value = false;
  }

  async #lookAt({ id, version }: Listed): Promise<void> {
    const path = { params: { path: { ticket_id: id } } };
    const found = await taken(api.GET("/v1/tickets/{ticket_id}/next", path));
    this.#versions.set(id, version);
    this.moves.value = new Map(this.moves.peek()).set(id, found);
  }
}
