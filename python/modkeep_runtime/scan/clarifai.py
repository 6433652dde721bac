"""The names that Clarifai's own code reads: its helper from environment and query, its client classes from the environment."""
ENVIRONMENT = (
    "CLARIFAI_USER_ID",
    "CLARIFAI_APP_ID",
    "CLARIFAI_SESSION_TOKEN",
    "CLARIFAI_PAT",
    "CLARIFAI_API_BASE",
    "CLARIFAI_UI",
    "CLARIFAI_ROOT_CERTIFICATES_PATH",
)
QUERY = ("user_id", "app_id", "token", "pat", "base", "ui", "root_certificates_path")

_WITH_QUERY = ("ClarifaiAuthHelper.from_streamlit", "ClarifaiAuthHelper.from_streamlit_query_params")


def reads_of(name, keywords):
    """The sources that a call of this name reads, for all their names; empty for any other call."""
    if not name.startswith(("clarifai.", "clarifai_utils.", "clarifai_grpc.")):
        return ()
    if name.endswith(_WITH_QUERY):
        return ("environment", "query")
    if name.endswith("ClarifaiAuthHelper.from_env"):
        return ("environment",)
    last = name.rsplit(".", 1)[-1]
    # Given its credential by the code, a client asks nobody.
    is_told = any(keyword.arg in ("pat", "token", "auth_helper") for keyword in keywords)
    is_client = name.startswith("clarifai.client.") and (last[:1].isupper() or last == "create_stub")
    return ("environment",) if is_client and not last.endswith("Helper") and not is_told else ()
