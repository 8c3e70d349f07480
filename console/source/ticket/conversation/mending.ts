import { api, taken } from "../../api/client";
import { Away, Problem } from "../../api/problem";
import type { TicketStore } from "../store";

function asked(store: TicketStore, messageId: string) {
  return {
    params: { path: { ticket_id: store.id, message_id: messageId } },
    headers: { ...store.headers, "Idempotency-Key": crypto.randomUUID() },
  };
}

/** Have another engine translate a message; what came of it is shown once it is there. */
export function translateAgain(store: TicketStore, messageId: string, language: string): Promise<boolean> {
  const path = "/v1/tickets/{ticket_id}/messages/{message_id}/translations";
  return done(store, taken(api.POST(path, { ...asked(store, messageId), body: { language } })));
}

/** Say how a message reads in another language. */
export function correct(
  store: TicketStore,
  messageId: string,
  language: string,
  text: string,
): Promise<boolean> {
  const path = "/v1/tickets/{ticket_id}/messages/{message_id}/corrections";
  return done(store, taken(api.POST(path, { ...asked(store, messageId), body: { language, text } })));
}

/** Send a message again that failed, or of which nobody knows whether it went. */
export function again(store: TicketStore, messageId: string): Promise<boolean> {
  const path = "/v1/tickets/{ticket_id}/messages/{message_id}/again";
  return done(store, taken(api.POST(path, { ...asked(store, messageId), body: {} })));
}

async function done(store: TicketStore, call: Promise<unknown>): Promise<boolean> {
  try {
    await call;
    store.trouble.value = null;
    store.loadSoon();
    return true;
  } catch (error) {
    if (!(error instanceof Problem || error instanceof Away)) throw error;
    store.trouble.value = error;
    return false;
  }
}
