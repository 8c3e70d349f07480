/**
 * Whom a signed identity names, so that the words of two people on one device are kept apart. Nothing is believed by
 * it: the desk checks the signature (RFC 7519).
 */
export function subjectOf(identity: string | null): string {
  if (identity === null) return "";
  try {
    const [, payload = ""] = identity.split(".");
    const bytes = Uint8Array.from(atob(payload.replaceAll("-", "+").replaceAll("_", "/")), (one) =>
      one.charCodeAt(0),
    );
    const { sub, external_id: external } = JSON.parse(new TextDecoder().decode(bytes)) as Record<
      string,
      unknown
    >;
    return `known:${String(sub ?? external ?? "")}`;
  } catch {
    return "known:"; // the desk will say that it is none
  }
}
