"""Secrets: read from the environment or a file, made on first use, never printed."""

import os
import secrets
from pathlib import Path
from typing import Any
from urllib.parse import unquote, urlsplit

from config import env
from core.errors import InvalidInput


def secret_key(data_dir: Path) -> str:
    """Return Django's secret key; the first call writes one under ``data_dir``."""
    if value := env.text("SECRET_KEY"):
        return value
    path = Path(env.text("SECRET_KEY_FILE", str(data_dir / "keys" / "secret")))
    if not path.exists():
        path.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
        # O_EXCL: of two first starts, one writes and the other reads it.
        try:
            handle = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        except FileExistsError:
            return path.read_text().strip()
        with os.fdopen(handle, "w") as file:
            file.write(secrets.token_urlsafe(50))
    return path.read_text().strip()


def social_providers() -> dict[str, Any]:
    """Return the sign-in providers that the environment configures."""
    providers: dict[str, Any] = {}
    for name in ("github", "gitlab"):
        upper = name.upper()
        if client := env.text(f"{upper}_CLIENT_ID"):
            app = {"client_id": client, "secret": env.text(f"{upper}_CLIENT_SECRET")}
            providers[name] = {"APPS": [app], "VERIFIED_EMAIL": True}
            if url := env.text(f"{upper}_URL"):
                providers[name][f"{upper}_URL"] = url
    if server := env.text("OIDC_SERVER_URL"):
        providers["openid_connect"] = {
            "APPS": [
                {
                    "provider_id": "oidc",
                    "name": env.text("OIDC_NAME", "OpenID Connect"),
                    "client_id": env.text("OIDC_CLIENT_ID"),
                    "secret": env.text("OIDC_CLIENT_SECRET"),
                    "settings": {"server_url": server},
                }
            ]
        }
    return providers


def email_backend(data_dir: Path) -> tuple[str, dict[str, str]]:
    """Return the mail backend and its options from ``EMAIL_URL``.

    ``smtp://user:password@host:port``, ``smtps://…`` (STARTTLS), ``file:`` (the
    default: messages as files under ``DATA_DIR/mail``) or ``console:``.
    """
    parts = urlsplit(env.text("EMAIL_URL", "file:"))
    prefix = "django.core.mail.backends"
    if parts.scheme in {"file", "console"}:
        kind = "filebased" if parts.scheme == "file" else "console"
        return f"{prefix}.{kind}.EmailBackend", {}
    if parts.scheme not in {"smtp", "smtps"}:
        raise InvalidInput(
            "EMAIL_URL must be an smtp://, smtps://, file: or console: URL."
        )
    return f"{prefix}.smtp.EmailBackend", {
        "host": parts.hostname or "localhost",
        "port": str(parts.port or 25),
        "user": unquote(parts.username or ""),
        "password": unquote(parts.password or ""),
        "tls": "1" if parts.scheme == "smtps" else "",
    }
