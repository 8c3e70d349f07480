import { signal } from "@preact/signals";
import type { Transport } from "../api/client";
import type { TicketEvent } from "../api/live";
import { now } from "../clock";
import { t } from "../words";
import { ANSWER, CUSTOMERS, type Entry, firstMessage, type Message, type Ticket, ticketOf } from "./samples";
import { checkOf, comingOf, onDutyOf, personOf, previewOf, templatesOf, waysOf } from "./surroundings";

/** What has been done in the practice: `claim`, `replies`, `notes`, `solve` … */
export type Deed = string;

interface Life {
  ticket: Ticket;
  messages: Message[];
  timeline: Entry[];
}

type Body = Readonly<Record<string, unknown>>;

const TICKET = /^\/v1\/tickets\/([^/]+)(?:\/(.+))?$/;
const CUSTOMER = /^\/v1\/customers\/([^/]+?)(?:-customer)?(?:\/(.+))?$/;
/** What each command leaves of a ticket. */
const BECOMES: Readonly<Record<string, Partial<Ticket>>> = {
  release: { assignee: null },
  solve: { status: "solved" },
  reopen: { status: "open" },
};

/** Three tickets in this browser. It answers as the desk does, and reaches nobody. */
export class Practice {
  /** What was done so far: the tour goes on by it. */
  readonly done = signal<ReadonlySet<Deed>>(new Set());
  readonly #lives: Map<string, Life>;
  readonly #streams = new Set<ReadableStreamDefaultController<Uint8Array>>();

  constructor(
    readonly agent: string,
    readonly team: string,
  ) {
    const at = now.peek();
    this.#lives = new Map(
      CUSTOMERS.map((customer) => [
        customer.id,
        { ticket: ticketOf(customer, team, at), messages: [firstMessage(customer, at)], timeline: [] },
      ]),
    );
  }

  /** In place of the network. What is none of the practice's is to be asked again: it waits until then. */
  readonly answer: Transport = async (request) => {
    const { pathname, searchParams } = new URL(request.url);
    if (pathname === "/v1/events") return this.#stream(request.signal);
    const body = request.method === "GET" ? {} : await bodyOf(request);
    const found =
      this.#ofTicket(request.method, pathname, body) ?? this.#besides(request.method, pathname, searchParams);
    if (found === undefined) return answered(refusal(), 503);
    return found === null ? answered(null, 204) : answered(found);
  };

  /** End it: streams that wait for news of it are cut, and begin again with the desk. */
  end(): void {
    for (const stream of this.#streams) stream.close();
    this.#streams.clear();
  }

  #besides(method: string, path: string, query: URLSearchParams): unknown {
    if (method !== "GET") return undefined;
    if (path === "/v1/tickets") return { items: this.#listed(query), next: null, missing: [] };
    if (path === "/v1/presence") return { items: [] };
    if (path === "/v1/notifications") return { items: [], next: null, missing: [] };
    if (path === "/v1/desk/on-duty") return onDutyOf(this.team, this.agent, now.peek());
    const [, id = "", more] = CUSTOMER.exec(path) ?? [];
    const life = this.#lives.get(id);
    if (life && more === "consents") return { purposes: [], history: [] };
    return life && more === undefined ? personOf(life.ticket, now.peek()) : undefined;
  }

  #listed(query: URLSearchParams): Ticket[] {
    const assignee = query.get("assignee");
    const mine = assignee === "me" ? this.agent : null;
    const before = query.get("due_before");
    const holds: readonly ((one: Ticket) => boolean)[] = [
      ({ status }) => !query.has("status") || query.getAll("status").includes(status),
      ({ team }) => !query.has("team") || query.getAll("team").includes(team ?? ""),
      (one) => assignee === null || one.assignee === mine,
      ({ clocks }) => before === null || clocks.some(({ due_at }) => due_at !== null && due_at < before),
      () => query.get("breached") !== "true" && query.get("unacknowledged") !== "true",
    ];
    const all = [...this.#lives.values()].map(({ ticket }) => ticket);
    return all.filter((one) => holds.every((holding) => holding(one)));
  }

  #ofTicket(method: string, path: string, body: Body): unknown {
    const [, id = "", more = ""] = TICKET.exec(path) ?? [];
    const life = this.#lives.get(id);
    if (!life) return undefined;
    if (method === "GET") return this.#read(life, more);
    if (more === "presence") return { present: [] };
    if (more === "read") {
      life.ticket = { ...life.ticket, unread: false };
      return null;
    }
    if (more === "typing") return {};
    if (more === "drafts/preview") return previewOf(life.ticket, String(body.text ?? ""));
    if (more === "drafts/check") return checkOf(life.ticket);
    if (more.includes("/")) return undefined;
    return this.#does(life, more, body);
  }

  #read(life: Life, more: string): unknown {
    if (more === "") return life.ticket;
    if (more === "messages") return { items: life.messages, next: null };
    if (more === "timeline") return { items: life.timeline, next: null };
    if (more === "next") return comingOf(life.ticket);
    if (more === "templates") return templatesOf(life.ticket);
    return more === "ways" ? waysOf() : undefined;
  }

  #does(life: Life, deed: Deed, body: Body): Ticket {
    const { ticket } = life;
    if (deed === "replies" || deed === "notes")
      life.messages = [...life.messages, this.#said(life, deed, body)];
    life.ticket = {
      ...ticket,
      ...this.#after(ticket, deed, body),
      version: ticket.version + 1,
      updated_at: this.#now(),
    };
    this.done.value = new Set(this.done.peek()).add(deed);
    this.#tell(life.ticket, deed);
    return life.ticket;
  }

  /** As the desk tells whoever listens. */
  #tell({ id, region, team, assignee, status, priority, version, updated_at }: Ticket, kind: string): void {
    const by = { kind: "agent", id: this.agent } as const;
    const place = { position: version, sequence: version, version };
    const event: TicketEvent = {
      ...place,
      ticket_id: id,
      region,
      kind,
      at: updated_at,
      by,
      team,
      assignee,
      status,
      priority,
    };
    const said = new TextEncoder().encode(`event: ticket\ndata: ${JSON.stringify(event)}\n\n`);
    for (const stream of this.#streams) stream.enqueue(said);
  }

  #after(ticket: Ticket, deed: Deed, body: Body): Partial<Ticket> {
    if (deed === "claim") return { assignee: this.agent, status: "open" };
    if (deed === "priority") return { priority: body.priority as Ticket["priority"] };
    if (deed === "hold") return { status: "held", held_until: String(body.until) };
    if (deed === "handovers") return { team: String(body.team), assignee: null };
    if (deed !== "replies") return BECOMES[deed] ?? {};
    const clocks = ticket.clocks.map((one) => ({ ...one, state: "met" as const, due_at: null }));
    return { status: "waiting", assignee: this.agent, clocks };
  }

  #said({ ticket, messages }: Life, deed: Deed, body: Body): Message {
    const text = String(body.text ?? "");
    const isNote = deed === "notes";
    const sent = isNote || text.trim() !== ANSWER.en ? undefined : ANSWER[ticket.language];
    return {
      id: `${ticket.id}-${messages.length}`,
      message_id: null,
      direction: isNote ? "note" : "out",
      author: { kind: "agent", id: this.agent },
      sent_at: this.#now(),
      original: { language: "en", text, terms: [] },
      translations: sent
        ? [
            {
              language: ticket.language,
              text: sent,
              engine: "practice",
              flags: [],
              glosses: [],
              terms: [],
              beside: [],
            },
          ]
        : [],
      attachments: [],
      delivery: isNote ? null : { state: "delivered", reason: "" },
      edits: [],
    };
  }

  #now(): string {
    return new Date(now.peek()).toISOString();
  }

  #stream(stop: AbortSignal): Response {
    const streams = this.#streams;
    const body = new ReadableStream<Uint8Array>({
      start(controller) {
        streams.add(controller);
        stop.addEventListener("abort", () => {
          if (streams.delete(controller)) controller.error(stop.reason);
        });
      },
    });
    return new Response(body, { headers: { "Content-Type": "text/event-stream" } });
  }
}

async function bodyOf(request: Request): Promise<Body> {
  const text = await request.text();
  return text === "" ? {} : (JSON.parse(text) as Body);
}

function refusal(): object {
  return { code: "practice", title: "Practice", status: 503, detail: t("tour.not_here") };
}

function answered(body: unknown, status = 200): Response {
  const headers = { "Content-Type": "application/json", Date: new Date(now.peek()).toUTCString() };
  return new Response(body === null ? null : JSON.stringify(body), { status, headers });
}
