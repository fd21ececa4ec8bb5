"""Words that the product says to people: the same sentence in Chinese and in English."""

from msgspec import Struct


class Words(Struct, frozen=True, gc=False):
    """One sentence or name in both languages (双语文本). Chinese is the original; English is never left empty."""

    zh: str
    en: str

    def said(self, language: str) -> str:
        """The sentence in `language` (a BCP 47 tag such as "zh-hans" or "en")."""
        return self.en if language.startswith("en") else self.zh

    def filled(self, **values: object) -> "Words":
        """The same sentence with `{name}` places filled; a value that is itself `Words` keeps its language."""

        def side(language: str) -> dict[str, object]:
            return {k: v.said(language) if isinstance(v, Words) else v for k, v in values.items()}

        return Words(self.zh.format(**side("zh")), self.en.format(**side("en")))
