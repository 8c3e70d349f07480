import { useSignal } from "@preact/signals";
import { useEffect } from "preact/hooks";
import { Problem } from "../../api/problem";
import { ask } from "../desk/calls";
import type { StatusFacts } from "../desk/shapes";
import { when } from "../time";
import { named, t } from "../words";

/** How far a request is, for whoever has its link. */
export function StatusPage({ token }: { token: string }) {
  const facts = useSignal<StatusFacts | null>(null);
  const failed = useSignal<"gone" | "away" | null>(null);
  const load = async () => {
    try {
      facts.value = await ask<StatusFacts>("GET", `/v1/chat/status/${encodeURIComponent(token)}`);
      failed.value = null;
    } catch (error) {
      failed.value = error instanceof Problem && error.status < 500 ? "gone" : "away";
    }
  };
  useEffect(() => {
    void load();
    const seen = () => void load();
    addEventListener("online", seen);
    document.addEventListener("visibilitychange", seen);
    return () => {
      removeEventListener("online", seen);
      document.removeEventListener("visibilitychange", seen);
    };
  }, []);
  return (
    <main class="status-page" id="content">
      <h1>{t("chat.status_title")}</h1>
      <div role="status">
        {facts.value && <Facts facts={facts.value} />}
        {failed.value === "gone" && <p>{t("chat.status_gone")}</p>}
        {failed.value === "away" && <p class="quiet">{t("chat.offline_status")}</p>}
      </div>
    </main>
  );
}

function Facts({ facts: { status, opened_at, changed_at } }: { facts: StatusFacts }) {
  return (
    <>
      <p class="status-words">{named("status", status) ?? status}</p>
      <p class="quiet">{t("chat.status_opened", { when: when(opened_at) })}</p>
      <p class="quiet">{t("chat.status_updated", { when: when(changed_at) })}</p>
    </>
  );
}
