"""The folder of one process, in memory: its listening socket for the gateway alone, its document for its own
user alone.
"""

import os
import shutil
import socket


def prepare_folder(folder, user):
    made = os.path.dirname(folder)
    if not os.path.isdir(made):
        os.makedirs(made, mode=0o711)
        os.chmod(made, 0o711)
    shutil.rmtree(folder, ignore_errors=True)
    os.mkdir(folder, 0o711)
    os.chmod(folder, 0o711)
    secrets = os.path.join(folder, "secrets")
    os.mkdir(secrets, 0o700)
    if user:
        os.chown(secrets, user["uid"], user["gid"])


def listen_on(path):
    listening = socket.socket(socket.AF_UNIX, socket.SOCK_STREAM)
    try:
        # The keeper's umask is 077: only its own user, the gateway's, may connect.
        listening.bind(path)
        os.chmod(path, 0o600)
        listening.listen(1024)
    except OSError:
        listening.close()
        raise
    return listening
