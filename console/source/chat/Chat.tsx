import type { Signal } from "@preact/signals";
import { Room } from "./parts/Room";
import { StatusPage } from "./parts/StatusPage";
import type { Session } from "./session";

interface Props {
  session: Signal<Session | null>;
  isShown: Signal<boolean>;
  onClose: (() => void) | null;
  /** Of a link to one request's status. */
  statusToken: string | null;
}

/** The chat in its frame, as a page of its own, or how far one request is. */
export function Chat({ session, isShown, onClose, statusToken }: Props) {
  if (statusToken !== null) return <StatusPage token={statusToken} />;
  if (session.value === null) return null;
  const { name } = session.value;
  return <Room key={name} session={session.value} isShown={isShown.value} onClose={onClose} />;
}
