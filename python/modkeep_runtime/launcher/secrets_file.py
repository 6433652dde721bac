"""The document as a file, for Streamlit's own reader and for modules that open it themselves.

Always there, always whole: a new text is written beside it, flushed and renamed over it, never unlinked. Its
modification time strictly grows, because Streamlit's poll takes no notice of an equal one; and one bad read
would end that poll for good.
"""

import hashlib
import os
import time

STEP_NS = 1_000_000


class SecretsFile:
    def __init__(self, path):
        self.path = path
        self._modified_ns = 0

    def write(self, text):
        """Returns the SHA-256 of what is now in the file."""
        data = text.encode("utf-8")
        new = self.path + ".new"
        try:
            os.unlink(new)
        except FileNotFoundError:
            pass
        descriptor = os.open(new, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o400)
        try:
            view = memoryview(data)
            while view:
                view = view[os.write(descriptor, view) :]
            self._modified_ns = max(time.time_ns(), self._modified_ns + STEP_NS, self._current_ns() + STEP_NS)
            os.utime(descriptor, ns=(self._modified_ns, self._modified_ns))
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
        os.rename(new, self.path)
        return hashlib.sha256(data).hexdigest()

    def read(self):
        with open(self.path, "rb") as file:
            return file.read()

    def _current_ns(self):
        try:
            return os.stat(self.path).st_mtime_ns
        except FileNotFoundError:
            return 0
