import { language, t } from "../words";

/** What stands there before anything was said. */
export function Welcome({ isOpen }: { isOpen: boolean }) {
  return (
    <div class="empty">
      <h2>{t(isOpen ? "chat.welcome" : "chat.welcome_closed")}</h2>
      <p>{t(isOpen ? "chat.welcome_text" : "chat.welcome_closed_text")}</p>
      {language.value.made === "machine" && <p class="quiet">{t("chat.machine_made")}</p>}
    </div>
  );
}
