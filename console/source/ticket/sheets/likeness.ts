import type { TicketShape } from "../types";

type Compared = Pick<TicketShape, "subject" | "topic" | "opened_at">;

const DAY = 86_400_000;

/** How likely two tickets of one person are about one matter: words in common, topic, nearness in time. */
export function likeness(one: Compared, other: Compared): number {
  const mine = words(one.subject);
  const theirs = words(other.subject);
  const shared = [...mine].filter((word) => theirs.has(word)).length;
  const common = shared === 0 ? 0 : shared / Math.min(mine.size, theirs.size);
  const topic = one.topic !== null && one.topic === other.topic ? 0.5 : 0;
  const apart = Math.abs(Date.parse(one.opened_at) - Date.parse(other.opened_at)) / DAY;
  return common + topic + 0.5 / (1 + apart);
}

function words(subject: string | null): ReadonlySet<string> {
  const found = (subject ?? "").toLocaleLowerCase().match(/[\p{L}\p{N}]{3,}/gu) ?? [];
  return new Set(found);
}
