import { useSignal } from "@preact/signals";
import { fetchFile } from "../desk/fetching";
import type { SentFile } from "../desk/shapes";
import type { Session } from "../session";
import { size } from "../time";
import { t } from "../words";
import { Name } from "./Name";

/** A file that was sent; it is fetched when somebody wants it, and never shown within the page. */
export function FileRow({ session, file }: { session: Session; file: SentFile }) {
  const busy = useSignal(false);
  const failed = useSignal(false);
  const fetch = async () => {
    busy.value = true;
    failed.value = !(await fetchFile(session.visitor, file));
    busy.value = false;
  };
  return (
    <div class="file">
      <button
        type="button"
        class="word"
        disabled={busy.value || file.id === ""}
        onClick={fetch}
        aria-label={t("chat.file_fetch", { name: file.name, size: size(file.bytes) })}
      >
        <Name text={file.name} />
      </button>
      <span class="quiet">{size(file.bytes)}</span>
      {failed.value && (
        <p class="fault" role="alert">
          {t("chat.file_away", { name: file.name })}
        </p>
      )}
    </div>
  );
}
