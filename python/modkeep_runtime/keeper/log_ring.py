"""The output of one process: split into lines, cleaned of secret values, kept in a ring of bounded size.

Redaction happens before a line is stored, over whole lines. Text without a line end is stored after a second,
but only as far as no secret value can reach over the cut. A line is stored up to 16 KiB; invalid UTF-8 is
replaced. The ring survives the server.
"""

import codecs
import collections
import itertools
import time

LINE_CHARACTERS_MAX = 16 << 10
LINE_COST_BYTES = 272
PARTIAL_AFTER_S = 1.0
# Sequences grow over the whole keeper, so that lines of several processes sort as they came.
sequences = itertools.count(1)


class LogRing:
    def __init__(self, process, redactor, bytes_max, on_line):
        self.process = process
        self._redactor, self._bytes_max, self._on_line = redactor, bytes_max, on_line
        self._lines, self._bytes = collections.deque(), 0
        self._streams = {name: Stream() for name in ("stdout", "stderr")}
        self.dropped_until = 0
        self.sequence = 0

    def feed(self, name, data):
        """Returns the number of lines that came."""
        stream = self._streams[name]
        stream.text += stream.decoder.decode(data)
        stream.since = time.monotonic()
        *lines, rest = stream.text.split("\n")
        clean = self._redactor.clean if lines and not self._redactor.is_clean(stream.text) else unchanged
        for line in lines:
            self._whole_line(name, stream, line, clean)
        stream.text = rest
        self._cut_long(name, stream)
        return len(lines)

    def flush(self, everything=False):
        """Stores text that has waited for its line end; at the end of the process, all of it."""
        for name, stream in self._streams.items():
            if everything:
                stream.text += stream.decoder.decode(b"", final=True)
                if stream.text and not stream.skipping:
                    self._store(name, self._redactor.clean(stream.text))
                stream.text = ""
            elif stream.text and not stream.skipping and time.monotonic() - stream.since >= PARTIAL_AFTER_S:
                ready = self._redactor.safe_length(stream.text)
                if ready:
                    self._store(name, self._redactor.clean(stream.text[:ready]), partial=True)
                    stream.text = stream.text[ready:]

    @property
    def has_partial(self):
        return any(stream.text and not stream.skipping for stream in self._streams.values())

    def lines_after(self, sequence):
        return [self._told(line) for line in self._lines if line.sequence > sequence]

    def _whole_line(self, name, stream, line, clean):
        if stream.skipping:
            stream.skipping = False
            return
        self._store(name, clean(line[:-1] if line.endswith("\r") else line))

    def _cut_long(self, name, stream):
        """A line over the limit is stored as soon as every value that begins before the cut is whole; its
        rest is not kept.
        """
        margin = LINE_CHARACTERS_MAX + self._redactor.longest
        if stream.skipping:
            stream.text = ""
        elif len(stream.text) > margin:
            self._store(name, self._redactor.clean(stream.text[:margin]), cut=True)
            stream.text, stream.skipping = "", True

    def _store(self, name, text, partial=False, cut=False):
        cut = cut or len(text) > LINE_CHARACTERS_MAX
        line = Line(next(sequences), int(time.time() * 1000), name, text[:LINE_CHARACTERS_MAX], cut, partial)
        self.sequence = line.sequence
        self._lines.append(line)
        self._bytes += line.size
        while self._bytes > self._bytes_max and len(self._lines) > 1:
            oldest = self._lines.popleft()
            self._bytes -= oldest.size
            self.dropped_until = oldest.sequence
        self._on_line(self._told(line))

    def _told(self, line):
        told = {
            "process": self.process,
            "sequence": line.sequence,
            "at": line.at,
            "stream": line.stream,
            "text": line.text,
        }
        if line.cut:
            told["cut"] = True
        if line.partial:
            told["partial"] = True
        return told


class Line(collections.namedtuple("Line", "sequence at stream text cut partial")):
    __slots__ = ()

    @property
    def size(self):
        # What a line costs beside its characters (measured: 270 bytes), so that a flood of empty lines is
        # bounded too.
        return LINE_COST_BYTES + len(self.text)


class Stream:
    def __init__(self):
        self.decoder = codecs.getincrementaldecoder("utf-8")("replace")
        self.text, self.skipping, self.since = "", False, 0.0


def unchanged(text):
    return text
