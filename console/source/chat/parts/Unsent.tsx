import { away } from "../network";
import type { WaitingFile, WaitingMessage } from "../queue/waiting";
import type { Session } from "../session";
import { percent } from "../time";
import { t } from "../words";
import { Name } from "./Name";
import { Said } from "./Said";

interface Props {
  session: Session;
  message: WaitingMessage;
  /** Take it back into the field. */
  onEdit: () => void;
}

/** A message that the desk has yet to acknowledge. */
export function Unsent({ session, message, onEdit }: Props) {
  const { text, files, refused, id } = message;
  const discard = () => void session.queue.remove(id);
  return (
    <li class="bubble" data-by="customer" data-waiting={refused === undefined ? "yes" : "refused"}>
      <p class="only-read">{t("chat.you")}</p>
      <div class="body">
        {text && <Said text={text} />}
        {files.map((file) => (
          <Leaving key={file.key} session={session} file={file} />
        ))}
      </div>
      <p class="below">
        <span class="state">{words(session, message)}</span>
        {refused !== undefined && (
          <>
            <button type="button" class="word" onClick={onEdit}>
              {t("chat.edit")}
            </button>
            <button type="button" class="word" onClick={discard}>
              {t("chat.discard")}
            </button>
          </>
        )}
      </p>
    </li>
  );
}

function words(session: Session, { id, refused, files }: WaitingMessage): string {
  if (refused !== undefined) {
    const gone = files.find(({ id: sent, content }) => sent === null && content === null);
    const reason = gone ? t("chat.file_gone", { name: gone.name }) : refused;
    return t("chat.state_refused", { reason });
  }
  if (session.fleeting.value.has(id)) return t("chat.state_unkept");
  return t(session.stands.value && !away.value ? "chat.state_sending" : "chat.state_kept");
}

/** A file on its way. */
function Leaving({ session, file }: { session: Session; file: WaitingFile }) {
  const share = file.id === null ? (session.giving.progress.value[file.key] ?? 0) : 1;
  return (
    <div class="file">
      <Name text={file.name} />
      <progress
        max={1}
        value={share}
        aria-label={t("chat.file_progress", { name: file.name, share: percent(share) })}
      />
      <span class="quiet">{percent(share)}</span>
    </div>
  );
}
