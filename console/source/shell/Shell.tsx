import { useSignal } from "@preact/signals";
import type { ComponentChildren } from "preact";
import { useCommands } from "../keys";
import { Palette } from "../parts/Palette";
import { Sheet } from "../parts/Sheet";
import { go, Link, route } from "../router";
import { me, online, refused, signOut } from "../session";
import { SunStrip } from "../strip/SunStrip";
import { type Key, language, t } from "../words";
import { SignIn } from "./SignIn";

const PLACES: readonly { page: string; key: Key; keys: string }[] = [
  { page: "inbox", key: "shell.inbox", keys: "g i" },
  { page: "shift", key: "shell.shift", keys: "g m" },
  { page: "board", key: "shell.board", keys: "g b" },
  { page: "settings", key: "shell.settings", keys: "g ," },
];

/** What stands around every page: the strip, where one can go, and who one is. */
export function Shell({ children, aside }: { children: ComponentChildren; aside?: ComponentChildren }) {
  const palette = useSignal(false);
  useCommands([
    ...PLACES.map(({ page, key, keys }) => ({
      id: `go.${page}`,
      name: t(key),
      keys,
      run: () => go(`/${page}`),
    })),
    { id: "shell.commands", name: t("shell.commands"), keys: "?", run: () => (palette.value = true) },
    {
      id: "shell.palette",
      name: t("shell.commands"),
      keys: "Control+k",
      run: () => (palette.value = true),
      whileWriting: true,
    },
    { id: "shell.sign_out", name: t("shell.sign_out"), run: signOut },
  ]);
  return (
    <div class="shell">
      <a class="skip" href="#content">
        {t("shell.skip")}
      </a>
      <SunStrip />
      <header class="bar">
        <nav aria-label="Meridian">
          {PLACES.map(({ page, key }) => (
            <Link key={page} to={`/${page}`} aria-current={route.value.page === page ? "page" : undefined}>
              {t(key)}
            </Link>
          ))}
        </nav>
        <div class="bar-end">
          {language.value.made === "machine" && <span class="quiet">{t("shell.machine_made")}</span>}
          {aside}
          <span class="quiet signed-in">
            {t("shell.signed_in_as", { who: me.value?.agent ?? me.value?.role ?? "" })}
          </span>
        </div>
      </header>
      {!online.value && (
        <p class="notice" data-state="warned" role="status">
          {t("shell.offline")}
        </p>
      )}
      <main id="content" tabIndex={-1}>
        {children}
      </main>
      {palette.value && <Palette onClose={() => (palette.value = false)} />}
      {refused.value && (
        <Sheet title={t("sign_in.title")} onClose={() => signOut()}>
          <SignIn />
        </Sheet>
      )}
    </div>
  );
}
