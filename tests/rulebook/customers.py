"""In which languages the sample desk answers its customers, as BCP 47 tags."""

LANGUAGES = (
    *("ar", "de", "en", "es", "fr", "hi", "it", "ja", "nl", "pl", "pt", "ru", "th", "tr"),
    *("zh", "zh-Hant"),
)
