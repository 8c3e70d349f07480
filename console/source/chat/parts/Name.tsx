import { apart } from "../../parts/hidden";
import { t } from "../words";

/** A name or a file's name: in its own direction, with hidden characters made visible. */
export function Name({ text }: { text: string }) {
  return (
    <bdi dir="auto">
      {apart(text).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at} class="control" title={t("chat.hidden_character")}>
            {part}
          </span>
        ),
      )}
    </bdi>
  );
}
