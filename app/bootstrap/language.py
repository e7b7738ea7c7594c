"""Which language the program speaks."""

from app import i18n
from app.settings.folders import standard_folders
from app.settings.preferences import FILE as PREFERENCES
from app.settings.preferences import load_preferences


def speak_users_language() -> None:
    """Speak the language of the settings, or the system's."""
    chosen = load_preferences(standard_folders().settings / PREFERENCES).language
    i18n.activate(i18n.system_language() if chosen == "system" else chosen)
