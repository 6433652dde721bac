"""Takes secret values out of log text before it is stored, in every form in which programs print them.

A value counts from 6 characters on (masking `5` would ruin logs and confirm guesses). Its forms: as it is,
URL-encoded, JSON and Python escapes, hex, base64 at the three offsets, and each line of a value of several
lines. Values add up over the life of a process: an old one may still sit in a module's variable. Every form
is found by its first six characters: one dictionary look-up per character of text (measured: 10 us for a line
of 120 characters, 1,000 values), and nothing to compile when a document of 64 KiB is delivered.
"""

import base64
import json
from urllib.parse import quote, quote_plus

VALUE_CHARACTERS_MIN = 6
MASK = "***"
# A document is at most 64 KiB; this holds the last dozens of full ones.
REMEMBERED_CHARACTERS_MAX = 2 << 20
# Up to here, looking for each form in a whole block of lines is faster than looking at each character (5-10
# times at 200 forms).
FORMS_SEARCHED_MAX = 1500


class Redactor:
    def __init__(self):
        self._values = {}
        # The first six characters of a form -> the forms that begin so, the longest first: no tail is left
        # beside a mask.
        self._forms = {}
        # What a form may have shown at the very end of a text that goes on: one to five characters.
        self._beginnings = set()
        self._every_form = set()
        self.longest = 0

    def add(self, values):
        for value in values:
            if len(value) >= VALUE_CHARACTERS_MIN:
                # Again at the end: what was delivered last is forgotten last.
                forms = self._values.pop(value, None)
                self._values[value] = forms if forms is not None else self._remember(value)
        size = sum(map(len, self._values))
        if size > REMEMBERED_CHARACTERS_MAX:
            kept = list(self._values)
            while size > REMEMBERED_CHARACTERS_MAX:
                size -= len(kept.pop(0))
            self.__init__()
            self.add(kept)

    def _remember(self, value):
        forms = forms_of(value)
        self._every_form.update(forms)
        for form in forms:
            known = self._forms.setdefault(form[:VALUE_CHARACTERS_MIN], [])
            if form not in known:
                known.append(form)
                known.sort(key=len, reverse=True)
            self._beginnings.update(form[:length] for length in range(1, VALUE_CHARACTERS_MIN))
            self.longest = max(self.longest, len(form))
        return forms

    def is_clean(self, text):
        """True when certainly no form is in the text; False when it has to be looked at closely."""
        if len(self._every_form) > FORMS_SEARCHED_MAX:
            return False
        return not any(form in text for form in self._every_form)

    def clean(self, text):
        kept, done = [], 0
        for start, end in self._found(text):
            kept += (text[done:start], MASK)
            done = end
        return "".join(kept) + text[done:] if kept else text

    def safe_length(self, text):
        """How much of a text that may go on can be stored already: no form begins in it and ends after it."""
        cut = self._first_unfinished(text)
        for start, end in self._found(text):
            if start < cut < end:
                return start
        return cut

    def _found(self, text):
        forms, size = self._forms, VALUE_CHARACTERS_MIN
        place, last = 0, len(text) - size
        while forms and place <= last:
            for form in forms.get(text[place : place + size], ()):
                if text.startswith(form, place):
                    yield place, place + len(form)
                    place += len(form) - 1
                    break
            place += 1

    def _first_unfinished(self, text):
        forms, size = self._forms, VALUE_CHARACTERS_MIN
        if not forms:
            return len(text)
        for start in range(max(0, len(text) - self.longest + 1), len(text)):
            left = len(text) - start
            if left < size:
                if text[start:] in self._beginnings:
                    return start
                continue
            for form in forms.get(text[start : start + size], ()):
                if left < len(form) and form.startswith(text[start:]):
                    return start
        return len(text)


def forms_of(value):
    pieces = {value}
    pieces.update(piece.strip("\r") for piece in value.split("\n"))
    found = set()
    for piece in pieces:
        if len(piece) < VALUE_CHARACTERS_MIN:
            continue
        data = piece.encode("utf-8", "surrogatepass")
        found.update(
            (
                piece,
                quote(piece, safe="", errors="replace"),
                quote(piece, errors="replace"),
                quote_plus(piece, errors="replace"),
                json.dumps(piece)[1:-1],
                json.dumps(piece, ensure_ascii=False)[1:-1],
                repr(piece)[1:-1],
                data.hex(),
                data.hex().upper(),
            )
        )
        found.update(_base64_forms(data))
    return {form for form in found if len(form) >= VALUE_CHARACTERS_MIN}


def _base64_forms(data):
    """What is the same in the base64 of every text that holds the data: at each of three offsets, without the
    mixed edges.
    """
    for offset in range(3):
        text = base64.b64encode(b"\0" * offset + data).decode().rstrip("=")
        first = (0, 2, 3)[offset]
        last = len(text) - (1 if (len(data) + offset) % 3 else 0)
        middle = text[first:last]
        yield middle
        yield middle.replace("+", "-").replace("/", "_")
