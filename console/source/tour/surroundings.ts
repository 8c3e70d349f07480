import type { components } from "../api/schema";
import { ANSWER, at, CUSTOMERS, type Ticket } from "./samples";

type Shapes = components["schemas"];

/** What the desk would do with a ticket of the practice if nobody acted. */
export function comingOf(ticket: Ticket): Shapes["NextMoves"] {
  const due = ticket.clocks.find(({ state }) => state === "running")?.due_at;
  const move: Shapes["NextMove"] | null = due
    ? {
        at: due,
        move: "team_notified",
        sentence: "The lead of the team is paged.",
        because: {
          policy: "standard",
          version: 1,
          rule: "first reply, step 1",
          sentence: "standard, version 1, first reply, step 1",
        },
        facts: { doing: "page", team: ticket.team ?? "lead", agents: ["lead"], actions: [] },
        by_roster: false,
      }
    : null;
  return { items: move ? [move] : [], staffing_known_until: null, ends: "nothing_more" };
}

/** The replies that are prepared. */
export function templatesOf(ticket: Ticket): Shapes["TemplateList"] {
  const theirs = ANSWER[ticket.language];
  return {
    items: [
      {
        name: "parcel-on-its-way",
        text: ANSWER.en ?? "",
        language: "en",
        untranslated: false,
        missing: [],
        theirs: theirs ? { language: ticket.language, text: theirs, signed: true } : null,
      },
    ],
  };
}

/** The one way to a customer of the practice. */
export function waysOf(): Shapes["WayList"] {
  return {
    items: [
      {
        channel: "web",
        account: "default",
        open: true,
        closed: null,
        until: null,
        opens_at: null,
        template: null,
        used: true,
        preferred: false,
        files: [],
        largest_file: null,
        longest: null,
      },
    ],
  };
}

/** What the customer would read: the prepared answer in their language, anything else as it is. */
export function previewOf(ticket: Ticket, text: string): Shapes["DraftPreview"] {
  const known = text.trim() === ANSWER.en ? ANSWER[ticket.language] : undefined;
  return {
    original_language: "en",
    language: known ? ticket.language : "en",
    text: known ?? text,
    engine: "practice",
    flags: known ? [] : ["untranslated"],
  };
}

/** What the desk finds in a draft: in the practice, nothing. */
export function checkOf(ticket: Ticket): Shapes["DraftCheck"] {
  const forms = { date: "", time: "", number: "", money: "", currency: "", direction: "ltr", names: null };
  return {
    language: "en",
    reader_language: ticket.language,
    country: null,
    findings: [],
    held: [],
    hint: "",
    unchecked: [],
    wording: [],
    usual: { contact: "", payment: "" },
    form_of_address: null,
    forms: { ...forms, locale: ticket.language },
  };
}

/** A customer of the practice, as their page shows them. */
export function personOf(ticket: Ticket, now: number): Shapes["PersonShape"] {
  const customer = CUSTOMERS.find(({ id }) => id === ticket.id) ?? CUSTOMERS[0]!;
  const whose = { customer_id: ticket.customer_id, channel: ticket.channel, account: ticket.account };
  return {
    id: ticket.customer_id,
    region: ticket.region,
    known_since: at(now, -60 * 24 * 90),
    identities: [
      {
        ...whose,
        id: null,
        name: customer.name,
        email: null,
        phone: null,
        locale: customer.language,
        country: customer.country,
        wrote_at: ticket.opened_at,
        blocked: false,
      },
    ],
    tickets: [
      {
        id: ticket.id,
        customer_id: ticket.customer_id,
        status: ticket.status,
        subject: ticket.subject,
        opened_at: ticket.opened_at,
        updated_at: ticket.updated_at,
      },
    ],
    links: [],
    purposes: [],
    preferences: { preferred: null, quiet_hours: null },
    held: null,
    restricted: null,
    requests: [],
    promises: [],
    given: [{ what: "reference", value: customer.number, ticket_id: ticket.id, at: ticket.opened_at }],
    mood: { tone: customer.tone, asks_for_person: false, heard: [] },
    zone: customer.zone,
    country: customer.country,
    language: customer.language,
  };
}

/** Who is on in the practice: whoever practises, for four hours, and others after them. */
export function onDutyOf(team: string, agent: string, now: number): Shapes["OnDutyShape"] {
  const until = at(now, 240);
  const region = "practice";
  const me = { id: agent, languages: ["en"] };
  const others = { id: "bob", languages: ["en", "es"] };
  return {
    at: at(now, 0),
    regions: { [region]: region },
    now: [{ team, region, agents: [me], until }],
    next: [{ team, region, agents: [others], at: until }],
    week: [
      {
        team,
        region,
        shifts: [
          { agent, languages: me.languages, start: at(now, -240), end: until },
          { agent: others.id, languages: others.languages, start: until, end: at(now, 720) },
        ],
        gaps: [],
        unstaffed: [],
      },
    ],
  };
}
