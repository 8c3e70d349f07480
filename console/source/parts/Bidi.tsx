import { t } from "../words";
import { apart } from "./hidden";

/** A name or a short text of somebody: set apart in its own direction, hidden characters made visible. */
export function Bidi({ text }: { text: string }) {
  return (
    <bdi dir="auto">
      {apart(text).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at} class="control" title={t("shell.hidden_character")}>
            {part}
          </span>
        ),
      )}
    </bdi>
  );
}
