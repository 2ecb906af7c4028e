"""The HTTP door: answers, articles for programs of the newsroom, health, readiness, metrics, web page."""

from bot.api.application import create_app
from bot.api.editing import Editing
from bot.api.serving import server_config

__all__ = ["Editing", "create_app", "server_config"]
