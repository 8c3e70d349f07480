import type { components } from "../api/schema";

export type Ticket = components["schemas"]["ListedTicket"];
export type Message = components["schemas"]["MessageShape"];
export type Entry = components["schemas"]["TimelineEntry"];

/** A customer of the practice, and what they wrote. */
interface Customer {
  readonly id: string;
  readonly name: string;
  readonly country: string;
  readonly zone: string;
  readonly language: string;
  readonly subject: string;
  readonly english: string;
  readonly said: string;
  readonly translated: string;
  readonly number: string;
  /** How long ago they wrote, and how long the desk has left, in minutes. */
  readonly wrote: number;
  readonly left: number;
  readonly tone: "calm" | "angry";
}

export const CUSTOMERS: readonly Customer[] = [
  {
    id: "practice-1",
    name: "Maria Souza",
    country: "PT",
    zone: "Europe/Lisbon",
    language: "pt",
    subject: "Encomenda",
    english: "Order",
    said: "Olá, a minha encomenda A-10293 ainda não chegou. Podem ajudar?",
    translated: "Hello, my order A-10293 has not arrived yet. Can you help?",
    number: "A-10293",
    wrote: 18,
    left: 12,
    tone: "calm",
  },
  {
    id: "practice-2",
    name: "أحمد الزهراني",
    country: "SA",
    zone: "Asia/Riyadh",
    language: "ar",
    subject: "الطلب A-10294",
    english: "Order A-10294",
    said: "لم يصلني الطلب A-10294 حتى الآن، وهذه ثالث مرة أكتب فيها!",
    translated: "Order A-10294 has still not reached me, and this is the third time I write!",
    number: "A-10294",
    wrote: 50,
    left: 34,
    tone: "angry",
  },
  {
    id: "practice-3",
    name: "佐藤 花子",
    country: "JP",
    zone: "Asia/Tokyo",
    language: "ja",
    subject: "住所の変更",
    english: "Another address",
    said: "注文番号 A-10295 の配送先を変更したいのですが。",
    translated: "I would like to change the delivery address of order number A-10295.",
    number: "A-10295",
    wrote: 5,
    left: 115,
    tone: "calm",
  },
];

/** An answer that is prepared, as it reads in the languages of the customers. */
export const ANSWER: Readonly<Record<string, string>> = {
  en: "Your parcel left our house today. It arrives tomorrow.",
  pt: "A sua encomenda saiu hoje da nossa casa. Chega amanhã.",
  ar: "غادر طردك مستودعنا اليوم، وسيصل غدًا.",
  ja: "お荷物は本日発送いたしました。明日お届けします。",
};

const MINUTE = 60_000;

export function at(now: number, minutes: number): string {
  return new Date(now + minutes * MINUTE).toISOString();
}

/** A customer's ticket, as it stands when the practice begins. */
export function ticketOf(customer: Customer, team: string | null, now: number): Ticket {
  const { id, language, left, wrote } = customer;
  return {
    id,
    region: "practice",
    status: "new",
    priority: "normal",
    topic: null,
    language,
    language_reason: "text",
    tier: "standard",
    channel: "web",
    account: "default",
    subject: customer.subject,
    customer_id: `${id}-customer`,
    customer_name: customer.name,
    excerpt: customer.translated,
    excerpt_language: "en",
    last_message_at: at(now, -wrote),
    unread: true,
    team,
    assignee: null,
    opened_at: at(now, -wrote),
    updated_at: at(now, -wrote),
    version: 1,
    policy: { name: "standard", version: 1 },
    clocks: [
      {
        target: "first_reply",
        state: "running",
        due_at: at(now, left),
        working_seconds_left: left * 60,
        warned: left < 15,
        pauses: [],
      },
    ],
    handover: null,
    owner: null,
    escalation_level: 0,
    tags: [],
    expectation: null,
    linked: [],
    held_until: null,
    merged_into: null,
    rating: null,
    tone: customer.tone,
    asks_for_person: false,
  };
}

/** What the customer wrote, with its translation. */
export function firstMessage(customer: Customer, now: number): Message {
  return {
    id: `${customer.id}-first`,
    message_id: null,
    direction: "in",
    author: { kind: "customer", id: `${customer.id}-customer` },
    sent_at: at(now, -customer.wrote),
    original: { language: customer.language, text: customer.said, terms: [] },
    translations: [
      {
        language: "en",
        text: customer.translated,
        engine: "practice",
        flags: [],
        glosses: [],
        terms: [],
        beside: [],
      },
    ],
    attachments: [],
    delivery: null,
    edits: [],
  };
}
