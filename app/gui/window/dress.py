"""What the window speaks and wears: language, theme, size of words."""

from collections.abc import Callable

from app import i18n
from app.gui.base.services import Services
from app.gui.base.speech import Speech


class Dress:
    """Follows the preferences. ``say_again`` says every word of the window again, in the language of then."""

    def __init__(self, services: Services, say_again: Callable[[], object]) -> None:
        self._look, self._preferences = services.look, services.workshop.preferences
        self._keep, self._say_again = services.keep_preferences, say_again
        self._speech = Speech(services.look.application)

    def begin(self) -> None:
        """Speak the language of the preferences; the theme was put on before anything was made."""
        self.speak(_code(self._preferences.language))

    def speak(self, code: str) -> None:
        """Speak "zh_CN" or "en" everywhere."""
        i18n.activate(code)
        self._speech.speak(code)
        self._say_again()

    def wear(self, language: str, theme: str, text_percent: int) -> None:
        """Put these on, to be looked at: nothing is kept."""
        self._look.choose(theme)
        self._look.scale_text(text_percent)
        self.speak(_code(language))

    def wear_chosen(self) -> None:
        """Put on what the preferences say."""
        self.wear(self._preferences.language, self._preferences.theme, self._preferences.text_percent)

    def other_theme(self) -> None:
        """Light after dark, dark after light."""
        self._preferences.theme = "light" if self._look.tokens.dark else "dark"
        self._look.choose(self._preferences.theme)
        self._keep()

    def other_language(self) -> None:
        """English after Chinese, Chinese after English."""
        self._preferences.language = "en" if i18n.language() == "zh_CN" else "zh_CN"
        self.speak(self._preferences.language)
        self._keep()


def _code(language: str) -> str:
    return i18n.system_language() if language == "system" else language
