import { useSignal, useSignalEffect } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { followDesk } from "./api/live";
import { Away, Problem } from "./api/problem";
import { Empty } from "./parts/Empty";
import { Failure } from "./parts/Failure";
import { Link, route } from "./router";
import { goOn, me } from "./session";
import { Shell } from "./shell/Shell";
import { SignIn } from "./shell/SignIn";
import { speak, t } from "./words";

/** Each page by its first word in the address; all but the first view are fetched when asked for. */
const PAGES: Readonly<Record<string, FunctionComponent>> = {
  ticket: lazy(() => import("./ticket/TicketPage").then((page) => page.TicketPage)),
};

export function Console() {
  const begun = useSignal(false);
  const error = useSignal<Away | null>(null);
  const begin = async () => {
    error.value = null;
    await speak(navigator.languages);
    try {
      await goOn();
    } catch (failure) {
      if (failure instanceof Away) error.value = failure;
      else if (!(failure instanceof Problem)) throw failure;
    }
    begun.value = true;
  };
  useEffect(() => void begin(), []);
  useSignalEffect(() => {
    const id = me.value?.key_id;
    if (id === undefined) return;
    const stop = new AbortController();
    followDesk(id, stop.signal);
    return () => stop.abort();
  });
  if (!begun.value) return null;
  if (me.value === null) return <Welcome error={error.value} again={begin} />;
  return (
    <Shell>
      <Page />
    </Shell>
  );
}

function Welcome({ error, again }: { error: Away | null; again: () => Promise<void> }) {
  return (
    <main class="welcome">
      <h1>{t("sign_in.title")}</h1>
      {error ? <Failure error={error} again={() => void again()} /> : <SignIn />}
    </main>
  );
}

function Page() {
  const Found = PAGES[route.value.page];
  if (!Found) {
    return (
      <Empty title={t("shell.unknown_page")}>
        <Link to="/inbox">{t("shell.to_inbox")}</Link>
      </Empty>
    );
  }
  return (
    <Suspense fallback={null}>
      <Found />
    </Suspense>
  );
}
