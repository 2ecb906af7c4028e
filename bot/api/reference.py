"""The API's reference page, whole without a network: Swagger UI from the files of `fastapi-offline`."""

from importlib.resources import files

from fastapi import APIRouter, Request, Response
from starlette.responses import FileResponse, HTMLResponse

_FILES = {
    "swagger-ui.css": "text/css",
    "swagger-ui-bundle.js": "text/javascript",
}
_START = """addEventListener("DOMContentLoaded", () => SwaggerUIBundle({
  url: "openapi.json", dom_id: "#swagger-ui", deepLinking: true,
}))
"""
_PAGE = """<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>Tanya – API</title>
<link rel="icon" href="static/icon.svg">
<link rel="stylesheet" href="docs/swagger-ui.css">
<script src="docs/swagger-ui-bundle.js" defer></script>
<script src="docs/start.js" defer></script>
</head>
<body>
<noscript>The schema is at <a href="openapi.json">/openapi.json</a>.</noscript>
<div id="swagger-ui"></div>
</body>
</html>
"""
# Swagger UI sets style attributes; nothing on this page comes from a user or an article.
_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self' 'unsafe-inline'; img-src 'self' data:; "
    "connect-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
)


def reference_routes() -> APIRouter:
    """Routes of `/docs` and what it loads."""
    router = APIRouter(include_in_schema=False)
    folder = files("fastapi_offline") / "static"

    @router.api_route("/docs", methods=["GET", "HEAD"])
    async def page() -> Response:
        return HTMLResponse(_PAGE, headers={"Content-Security-Policy": _POLICY})

    @router.api_route("/docs/start.js", methods=["GET", "HEAD"])
    async def start() -> Response:
        return Response(_START, media_type="text/javascript")

    for name in _FILES:

        @router.api_route(f"/docs/{name}", methods=["GET", "HEAD"])
        async def asset(request: Request) -> Response:
            own = request.url.path.rpartition("/")[2]
            return FileResponse(
                str(folder / own), media_type=_FILES[own], headers={"Cache-Control": "public, max-age=86400"}
            )

    return router
