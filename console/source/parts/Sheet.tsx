import type { ComponentChildren } from "preact";
import { useEffect, useId, useRef } from "preact/hooks";
import { t } from "../words";
import { Button } from "./Button";

interface Props {
  /** Commands whose ids begin with it have their keys while the sheet is open. */
  id?: string;
  title: string;
  onClose: () => void;
  children: ComponentChildren;
}

/** A sheet in front of the page. Escape closes it, and the focus goes back to where it was. */
export function Sheet({ id = "sheet", title, onClose, children }: Props) {
  const dialog = useRef<HTMLDialogElement>(null);
  const heading = useId();
  useEffect(() => {
    const before = document.activeElement;
    dialog.current?.showModal();
    return () => {
      if (before instanceof HTMLElement) before.focus();
    };
  }, []);
  const closing = (event: Event) => {
    event.preventDefault();
    onClose();
  };
  return (
    <dialog ref={dialog} id={id} class="sheet" aria-labelledby={heading} onCancel={closing}>
      <header>
        <h2 id={heading}>{title}</h2>
        <Button weight="plain" onClick={onClose} aria-label={t("shell.close")}>
          ✕
        </Button>
      </header>
      <div class="body">{children}</div>
    </dialog>
  );
}
