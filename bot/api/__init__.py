"""The HTTP door: `POST /v1/answers`, health, readiness, metrics, the API's reference, and the web page."""

from bot.api.application import create_app
from bot.api.serving import server_config

__all__ = ["create_app", "server_config"]
