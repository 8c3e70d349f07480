import type { MessageShape, TranslationShape } from "./types";

/** A message as one reader sees it: large what they read, quieter what stands behind it. */
export interface Reading {
  readonly large: Words;
  readonly small: Words | null;
  readonly translation: TranslationShape | null;
}

export interface Words {
  readonly text: string;
  readonly language: string;
  readonly made: TranslationShape | null;
}

/** What stands large: the reader's language where there is a text in it, or, swapped, what was behind it. */
export function readingOf(message: MessageShape, language: string, swapped: boolean): Reading | null {
  const { original } = message;
  if (original.text === null) return null;
  const own: Words = { text: original.text, language: original.language, made: null };
  const translation = chosen(message, language);
  if (translation === null || translation.text === null || isUntranslated(translation)) {
    const flagged = translation && isUntranslated(translation) ? { ...own, made: translation } : own;
    return { large: flagged, small: null, translation };
  }
  const other: Words = { text: translation.text, language: translation.language, made: translation };
  const ownFirst = isSame(original.language, language) !== swapped;
  return ownFirst ? { large: own, small: other, translation } : { large: other, small: own, translation };
}

/** Whether it is the original in the place of a translation that nobody could make. */
function isUntranslated({ flags }: TranslationShape): boolean {
  return flags.includes("untranslated");
}

/** The translation into the reader's language; else the one there is, such as what a customer was sent. */
function chosen({ translations }: MessageShape, language: string): TranslationShape | null {
  return translations.find((one) => isSame(one.language, language)) ?? translations[0] ?? null;
}

/** Whether a reader of one reads the other: Brazil's Portuguese and Portugal's are one. */
export function isSame(one: string, other: string): boolean {
  return primary(one) === primary(other);
}

function primary(tag: string): string {
  return tag.toLowerCase().split("-")[0] ?? "";
}
