import { useId } from "preact/hooks";
import { Bidi } from "../../parts/Bidi";
import { Button } from "../../parts/Button";
import { t } from "../../words";
import { bytes } from "../sizes";
import { usedWay } from "./usedWay";
import type { Writing } from "./writing";

/** The files that go with an answer, where its way takes files. */
export function Chosen({ writing }: { writing: Writing }) {
  const id = useId();
  const way = usedWay(writing);
  if (writing.draft.noting) return null;
  const files = writing.files.value;
  if (way !== null && way.files.length === 0 && files.length === 0) return null;
  const add = (chosen: FileList | null) => {
    const added = [...(chosen ?? [])].map((file) => ({ name: file.name, size: file.size, file }));
    writing.files.value = [...files, ...added];
  };
  const drop = (at: number) => {
    writing.files.value = files.filter((_, index) => index !== at);
  };
  return (
    <div class="chosen">
      <label for={id} class="button">
        {t("ticket.attach")}
      </label>
      <input
        id={id}
        class="only-read"
        type="file"
        multiple
        accept={way?.files.join(",") || undefined}
        onChange={({ currentTarget }) => {
          add(currentTarget.files);
          currentTarget.value = "";
        }}
      />
      {files.length > 0 && (
        <ul aria-label={t("ticket.files_to_go")}>
          {files.map(({ name, size }, at) => (
            <li key={at}>
              <Bidi text={name} /> <span class="quiet">{bytes(size)}</span>
              <Button weight="plain" aria-label={t("ticket.drop_file", { name })} onClick={() => drop(at)}>
                ✕
              </Button>
            </li>
          ))}
        </ul>
      )}
      {files.length > 0 && <p class="quiet">{t("ticket.files_in_page")}</p>}
    </div>
  );
}
