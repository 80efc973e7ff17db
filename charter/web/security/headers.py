"""Security headers: deny by default, nothing inline, nothing from elsewhere."""

from flask import Flask, Response, request

CSP = "; ".join(
    (
        "default-src 'none'",
        "script-src 'self'",
        "style-src 'self'",
        "font-src 'self'",
        "img-src 'self' data:",
        "connect-src 'self'",
        "form-action 'self'",
        "base-uri 'none'",
        "frame-ancestors 'none'",
    )
)
FIXED = {
    "Content-Security-Policy": CSP,
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "Referrer-Policy": "same-origin",
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
}
A_YEAR = "max-age=31536000"


def install(app: Flask) -> None:
    """Add the headers to each answer of `app`; pages are never stored by a shared cache."""

    @app.after_request
    def add(response: Response) -> Response:
        for name, value in FIXED.items():
            response.headers.setdefault(name, value)

        if request.is_secure:
            response.headers["Strict-Transport-Security"] = A_YEAR

        if "X-Part" in request.headers and not response.get_data().lstrip().startswith(b"<!doctype"):
            response.headers["X-Part"] = "1"  # told apart, so that no script puts a page into a page

        response.headers.setdefault("Cache-Control", "no-store")
        response.vary.update(("Accept-Language", "Cookie"))
        return response
