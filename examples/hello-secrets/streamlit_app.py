"""Shows what a module sees of its secrets: st.secrets by attribute and by key, a section, and the environment."""
import os

import streamlit as st

st.title("Hello, " + st.secrets.GREETING_NAME)
st.write("★" * int(os.environ["STARS"]))
if "FOOTNOTE" in st.secrets:
    st.caption(st.secrets["FOOTNOTE"])

st.subheader("What this process holds")
st.table(
    {
        "read as": [
            'st.secrets["GREETING_NAME"]',
            'os.environ["GREETING_NAME"]',
            'os.environ["STARS"]',
            "st.secrets.database.user",
            '"user" in os.environ',
        ],
        "gives": [
            st.secrets["GREETING_NAME"],
            os.environ["GREETING_NAME"],
            os.environ["STARS"],
            st.secrets.database.user,
            str("user" in os.environ),
        ],
    }
)

clicks = st.session_state.setdefault("clicks", 0)
if st.button("Count"):
    st.session_state.clicks += 1
st.write(f"Counted {st.session_state.clicks} times in this session. A saved secret does not end it.")
