import { useSignal, useSignalEffect } from "@preact/signals";
import type { FunctionComponent } from "preact";
import { lazy, Suspense } from "preact/compat";
import { useEffect } from "preact/hooks";
import { followDesk } from "./api/live";
import { Away, Problem } from "./api/problem";
import { Inbox } from "./inbox/Inbox";
import { Bell } from "./notifications/Bell";
import { Empty } from "./parts/Empty";
import { Failure } from "./parts/Failure";
import { Link, route } from "./router";
import { goOn, me } from "./session";
import { Shell } from "./shell/Shell";
import { SignIn } from "./shell/SignIn";
import { practising } from "./tour/practising";
import { speak, t } from "./words";

/** Each page by its first word in the address; all but the first view are fetched when asked for. */
const PAGES: Readonly<Record<string, FunctionComponent>> = {
  inbox: Inbox,
  board: lazy(() => import("./board/BoardPage").then((page) => page.BoardPage)),
  people: lazy(() => import("./person/PersonPage").then((page) => page.PersonPage)),
  settings: lazy(() => import("./settings/Settings").then((page) => page.Settings)),
  shift: lazy(() => import("./shift/Shift").then((page) => page.Shift)),
};

const Tour = lazy(() => import("./tour/Tour").then((tour) => tour.Tour));

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
    const id = practising.value ? "practice" : me.value?.key_id;
    if (id === undefined) return;
    const stop = new AbortController();
    followDesk(id, stop.signal);
    return () => stop.abort();
  });
  if (!begun.value) return null;
  if (me.value === null) return <Welcome error={error.value} again={begin} />;
  return (
    <Shell aside={<Bell />}>
      <Page key={practising.value ? "practice" : "desk"} />
      <Suspense fallback={null}>
        <Tour />
      </Suspense>
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
