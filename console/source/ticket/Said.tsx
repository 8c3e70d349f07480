import { t } from "../words";
import { languageName } from "../words/names";
import { type Mark, pieces } from "./spans";
import type { TranslationShape } from "./types";

// What turns the letters around it: in names it is shown by Bidi; here, too, nobody is to be deceived.
// What isolates stays as it is: the desk itself writes it, and it reaches no further than it stands.
const TURNS = /([\u202a-\u202e]+)/u;

interface Props {
  text: string;
  language: string;
  terms?: readonly { readonly start: number; readonly end: number }[] | undefined;
  glosses?: TranslationShape["glosses"] | undefined;
  class?: string;
}

interface Seen {
  readonly kind: "term" | "gloss";
  readonly title: string;
}

/** A text as somebody wrote it: its own direction, its terms underlined, its slang explained. */
export function Said({ text, language, terms = [], glosses = [], class: more = "" }: Props) {
  const marks: Mark<Seen>[] = [
    ...glosses.map(({ start, end, meaning }) => ({
      start,
      end,
      what: { kind: "gloss" as const, title: meaning },
    })),
    ...terms.map(({ start, end }) => ({
      start,
      end,
      what: { kind: "term" as const, title: t("ticket.term") },
    })),
  ];
  return (
    <div class={`said ${more}`} dir="auto" lang={language === "und" ? undefined : language}>
      {pieces(text, marks).map((piece, at) => (
        <Part key={at} text={piece.text} what={piece.what} />
      ))}
    </div>
  );
}

function Part({ text, what }: { text: string; what: Seen | null }) {
  const shown = <Turns text={text} />;
  if (what === null) return shown;
  return what.kind === "gloss" ? (
    <abbr class="gloss" title={what.title}>
      {shown}
    </abbr>
  ) : (
    <span class="term" title={what.title}>
      {shown}
    </span>
  );
}

function Turns({ text }: { text: string }) {
  if (!TURNS.test(text)) return <>{text}</>;
  return (
    <>
      {text.split(TURNS).map((part, at) =>
        at % 2 === 0 ? (
          part
        ) : (
          <span key={at} class="control" title={t("shell.hidden_character")}>
            {[...part].map((one) => `‹U+${one.codePointAt(0)!.toString(16).toUpperCase()}›`).join("")}
          </span>
        ),
      )}
    </>
  );
}

/** What the slang of a message means, for whoever cannot point at it. */
export function Glosses({ glosses }: { glosses: TranslationShape["glosses"] }) {
  if (glosses.length === 0) return null;
  return (
    <ul class="glosses">
      {glosses.map(({ start, text, meaning, language }) => (
        <li key={start}>
          <bdi>{text}</bdi>: <bdi lang={language}>{meaning}</bdi>
        </li>
      ))}
    </ul>
  );
}

/** In which language something is, and what is to be known of a translation, in words. */
export function Made({
  language,
  engine,
  flags,
}: {
  language: string;
  engine: string;
  flags: readonly string[];
}) {
  return (
    <p class="quiet made">
      {languageName(language)}
      {engine && engine !== "none" && ` · ${t("ticket.made_by", { engine })}`}
      {flags.map((flag) => (
        <strong key={flag} class="flag">
          {" · "}
          {t(`ticket.flag.${flag}` as "ticket.flag.untranslated")}
        </strong>
      ))}
    </p>
  );
}
