import { t } from "../words";

// What turns the order of letters around, or is not seen: it may make one name look like another.
const HIDDEN = /([\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff\u00ad]+)/u;

/** A name or a short text of somebody: set apart in its own direction, hidden characters made visible. */
export function Bidi({ text }: { text: string }) {
  const parts = text.split(HIDDEN);
  return (
    <bdi dir="auto">
      {parts.map((part, at) => (at % 2 === 0 ? part : <HiddenCharacters key={at} codes={[...part]} />))}
    </bdi>
  );
}

function HiddenCharacters({ codes }: { codes: readonly string[] }) {
  const named = codes.map((one) => `U+${one.codePointAt(0)!.toString(16).toUpperCase().padStart(4, "0")}`);
  return (
    <span class="control" title={t("shell.hidden_character")}>
      {named.map((one) => `‹${one}›`).join("")}
    </span>
  );
}
