// To make one takes longer than to use it a hundred times, and each that is thrown away has to be swept up.
const made = new Map<string, unknown>();

/** Writes numbers as a language does. */
export function numberFormat(language: string, options: Intl.NumberFormatOptions = {}): Intl.NumberFormat {
  return once("number", language, options, () => new Intl.NumberFormat(language, options));
}

/** Writes instants as a language does. */
export function dateFormat(language: string, options: Intl.DateTimeFormatOptions): Intl.DateTimeFormat {
  return once("date", language, options, () => new Intl.DateTimeFormat(language, options));
}

/** Says how far from now something is as a language does: "in 3 hr.", "vor 3 Tagen". */
export function relativeFormat(language: string): Intl.RelativeTimeFormat {
  const options = { numeric: "always", style: "short" } as const;
  return once("relative", language, options, () => new Intl.RelativeTimeFormat(language, options));
}

/** Knows the plural forms of a language. */
export function pluralRules(language: string): Intl.PluralRules {
  return once("plural", language, {}, () => new Intl.PluralRules(language));
}

/** Puts names in a row as a language does: "Ana, Ben and Cleo". */
export function listFormat(language: string): Intl.ListFormat {
  return once("list", language, {}, () => new Intl.ListFormat(language, { type: "conjunction" }));
}

function once<Made>(kind: string, language: string, options: object, make: () => Made): Made {
  const name = `${kind} ${language} ${JSON.stringify(options)}`;
  const found = (made.get(name) as Made | undefined) ?? make();
  made.set(name, found);
  return found;
}
