import { t } from "../words";
import type { Feed } from "./feed";

/** Says quietly that there is more; the list moves only when somebody wants it to. */
export function Fresh({ feed, onInsert }: { feed: Feed; onInsert: () => void }) {
  const count = feed.fresh.value.length;
  return (
    <span role="status" class="fresh">
      {count > 0 && (
        <button type="button" class="bare" aria-keyshortcuts="." onClick={onInsert}>
          {t("inbox.fresh", { count })} <kbd>.</kbd>
        </button>
      )}
    </span>
  );
}
