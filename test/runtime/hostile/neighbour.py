"""The neighbour: holds a canary in its document, its files, its memory, and an abstract socket."""

import os
import socket
import threading

import streamlit as st


@st.cache_resource
def listen(name):
    listening = socket.socket(socket.AF_UNIX)
    listening.bind("\0" + name)
    listening.listen()

    def serve():
        while True:
            listening.accept()[0].sendall(b"hi")

    threading.Thread(target=serve, daemon=True).start()


canary = st.secrets["CANARY"]
for folder in (os.environ["HOME"], "/tmp", "/dev/shm"):
    with open(os.path.join(folder, "note"), "w") as file:
        file.write(canary)
listen(st.secrets["ABSTRACT"])
st.text("ready")
