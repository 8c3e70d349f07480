// Two words, because more do not fit into five kilobytes; the chat has a catalogue of its own.
const WORDS: Readonly<Record<string, string>> = {
  en: "Chat|Loading …",
  ar: "الدردشة|جارٍ التحميل …",
  de: "Chat|Wird geladen …",
  es: "Chat|Cargando …",
  fr: "Chat|Chargement …",
  hi: "चैट|लोड हो रही है …",
  ja: "チャット|読み込み中 …",
  pt: "Chat|A carregar …",
  ru: "Чат|Загрузка …",
  zh: "聊天|加载中 …",
};

/** [what it is called, what stands there while it comes], in the language or in English. */
export function wordsIn(language: string | null): readonly string[] {
  const primary = (language ?? navigator.language).toLowerCase().split("-")[0]!;
  return (WORDS[primary] ?? WORDS.en!).split("|");
}
