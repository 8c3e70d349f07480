import { linked } from "../links";

/** What somebody wrote: as text and nothing else, in its own direction and language. */
export function Said({ text, language }: { text: string; language?: string | null }) {
  return (
    <p class="said" dir="auto" lang={language ?? undefined}>
      {linked(text).map(({ text: part, href }, at) =>
        href === undefined ? (
          part
        ) : (
          <a key={at} href={href} target="_blank" rel="noopener noreferrer nofollow" dir="ltr">
            {part}
          </a>
        ),
      )}
    </p>
  );
}
