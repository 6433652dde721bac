# Runs a command on a pseudo-terminal, types each answer when its prompt has appeared, and prints all that the terminal showed.
import json
import os
import pty
import sys

request = json.load(sys.stdin)
pid, terminal = pty.fork()
if pid == 0:
    os.execvp(request["command"][0], request["command"])
shown = b""
seen = 0
answers = list(request["answers"])
while True:
    try:
        chunk = os.read(terminal, 65536)
    except OSError:
        break
    if not chunk:
        break
    shown += chunk
    while answers and answers[0][0].encode() in shown[seen:]:
        prompt, typed = answers.pop(0)
        seen = shown.index(prompt.encode(), seen) + len(prompt.encode())
        os.write(terminal, typed.encode())
_, status = os.waitpid(pid, 0)
sys.stdout.buffer.write(shown)
sys.exit(os.waitstatus_to_exitcode(status))
