import { useSignal } from "@preact/signals";
import { useEffect, useRef } from "preact/hooks";
import { useCommands } from "../keys";
import { Button } from "../parts/Button";
import { Failure } from "../parts/Failure";
import { route } from "../router";
import { me } from "../session";
import { t } from "../words";
import { Notification } from "./Notification";
import { followTold, loadTold, see, told, trouble, unseen } from "./told";
import "./notifications.css";

/** What the desk tells one, as it comes: a number, and behind it the list. */
export function Bell() {
  const open = useSignal(false);
  const bell = useRef<HTMLDivElement>(null);
  useEffect(followTold, []);
  useEffect(() => {
    open.value = false;
  }, [route.value]);
  useCommands([
    {
      id: "notifications.open",
      name: t("shift.notifications"),
      keys: "g n",
      run: () => {
        open.value = true;
        bell.current?.querySelector("button")?.focus();
      },
      when: () => me.value?.agent != null,
    },
    {
      id: "notifications.close",
      name: t("shell.close"),
      keys: "Escape",
      run: () => close(),
      when: () => open.value,
    },
  ]);
  const close = () => {
    open.value = false;
    bell.current?.querySelector("button")?.focus();
  };
  if (me.value?.agent == null) return null;
  const count = unseen(told.value);
  return (
    <div class="bell" ref={bell}>
      <Button
        weight="plain"
        aria-expanded={open.value}
        aria-controls="told"
        onClick={() => (open.value = !open.value)}
      >
        <svg viewBox="0 0 24 24" aria-hidden="true">
          <path d="M6 17V11a6 6 0 0 1 12 0v6l2 2H4zM10 21h4" />
        </svg>
        <span class="bell-word">{t("shift.notifications")}</span>
        {count > 0 && <span class="count">{count}</span>}
        {count > 0 && <span class="only-read">{t("shift.unseen", { count })}</span>}
      </Button>
      <span class="only-read" role="status">
        {count > 0 && t("shift.unseen", { count })}
      </span>
      {open.value && <List count={count} />}
    </div>
  );
}

function List({ count }: { count: number }) {
  const all = told.value ?? [];
  return (
    <section id="told" class="told-list" aria-label={t("shift.notifications")}>
      {trouble.value && <Failure error={trouble.value} again={() => void loadTold()} />}
      {count > 0 && (
        <Button weight="plain" onClick={() => void see(all)}>
          {t("shift.see_all")}
        </Button>
      )}
      {all.length === 0 ? (
        <p class="quiet">{t("shift.nothing_told")}</p>
      ) : (
        <ul>
          {all.map((one) => (
            <Notification key={one.id} told={one} />
          ))}
        </ul>
      )}
    </section>
  );
}
