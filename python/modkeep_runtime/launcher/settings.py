"""Streamlit's options for a module: the repository's own `.streamlit/config.toml` counts, except for what the
platform must own.

They are given as flags of an in-process start (STREAMLIT_* variables are read by the command line only), and
only those that the release knows: an unknown flag stops the start.
"""


def flags(settings, secrets_path, address, known):
    """Option names with the first dot as underscore, as Streamlit's own command line passes them."""
    wanted = dict((settings or {}).get("options") or {})
    wanted.update(_chosen(settings or {}, known))
    wanted.update(_owned(secrets_path, address))
    return {
        name.replace(".", "_", 1): value
        for name, value in wanted.items()
        if value is not None and name in known
    }


def _chosen(settings, known):
    chosen = {"server.cookieSecret": settings.get("cookieSecret")}
    show = settings.get("showNavigation")
    if show is not None:
        if "client.showSidebarNavigation" in known:
            chosen["client.showSidebarNavigation"] = bool(show)
        else:
            chosen["ui.hideSidebarNav"] = not show
    return chosen


def _owned(secrets_path, address):
    return {
        "server.headless": True,
        "server.address": address,
        # Never opened; 0 would make newer releases ask the socket for a number.
        "server.port": 8501,
        # 1.53 to 1.56 have both servers; the other one is the released default.
        "server.useStarlette": False,
        "server.baseUrlPath": "",
        # TLS ends at the gateway; empty text is how "none" is said over a config file that names one.
        "server.sslCertFile": "",
        "server.sslKeyFile": "",
        # Both true: without them a page of another site could use a visitor's session.
        "server.enableCORS": True,
        "server.enableXsrfProtection": True,
        # A new secret must not disturb a half-filled form; the working copy never changes.
        "server.runOnSave": False,
        "server.fileWatcherType": "none",
        # Exactly one existing file: silences every other place, and saves the newest releases 0.4 s of
        # waiting for missing ones.
        "secrets.files": [secrets_path],
        "browser.gatherUsageStats": False,
        "global.developmentMode": False,
    }
