"""A small internet for tests: runs a command (a keeper) in a network of its own, with one neighbour that has a public, a
private and a metadata address, answers for names, and serves on port 7000.

The neighbour's service says which address it was reached at, then echoes until its input ends. Names: `page.test` leads to
its public address, `inside.test` to its private one. Everything ends with the command.
"""

import ctypes
import os
import signal
import socket
import subprocess
import sys
import threading

NEWNS, NEWNET = 0x20000, 0x40000000
libc = ctypes.CDLL(None, use_errno=True)
PUBLIC, OURS, PRIVATE, METADATA, PORT = "9.9.9.9", "9.9.9.1", "10.9.9.9", "169.254.169.254", 7000
NAMES = {b"\4page\4test\0": PUBLIC, b"\6inside\4test\0": PRIVATE}


def main():
    ready_read, ready_write = os.pipe()
    linked_read, linked_write = os.pipe()
    neighbour = os.fork()
    if neighbour == 0:
        libc.prctl(1, signal.SIGKILL)
        check(libc.unshare(NEWNET))
        os.write(ready_write, b"1")
        os.read(linked_read, 1)
        serve()
    os.read(ready_read, 1)
    check(libc.unshare(NEWNET | NEWNS))
    check(libc.mount(None, b"/", None, 16384 | 1 << 18, None))
    resolver = sys.argv[1]
    with open(resolver, "w") as file:
        file.write("nameserver %s\n" % PUBLIC)
    check(libc.mount(resolver.encode(), os.path.realpath("/etc/resolv.conf").encode(), None, 4096, None))
    ip("link set lo up")
    ip("link add ours type veth peer name theirs netns %d" % neighbour)
    for address in (OURS, "10.9.9.1", "169.254.169.1"):
        ip("address add %s/24 dev ours" % address)
    ip("link set ours up")
    ip("route add default via %s" % PUBLIC)
    os.write(linked_write, b"1")
    # The neighbour's port is open once it answers; so is ours, which a module must not reach.
    listen(OURS)
    while True:
        try:
            socket.create_connection((PUBLIC, PORT), 1).close()
            break
        except OSError:
            pass
    os.set_inheritable(1, True)
    sys.exit(subprocess.call(sys.argv[2:]))


def serve():
    ip("link set lo up")
    for address in (PUBLIC, PRIVATE, METADATA):
        ip("address add %s/24 dev theirs" % address)
    ip("link set theirs up")
    threading.Thread(target=answer_names, daemon=True).start()
    # Over TCP it takes questions and leaves them.
    silent = socket.socket()
    silent.bind((PUBLIC, 53))
    silent.listen(4096)
    for address in (PRIVATE, METADATA):
        listen(address)
    listen(PUBLIC).join()


def listen(address):
    listening = socket.socket()
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    listening.bind((address, PORT))
    listening.listen()

    def accept():
        while True:
            sock = listening.accept()[0]
            threading.Thread(target=echo, args=(sock, address), daemon=True).start()

    thread = threading.Thread(target=accept, daemon=True)
    thread.start()
    return thread


def echo(sock, address):
    with sock:
        sock.sendall(address.encode() + b"\n")
        while True:
            data = sock.recv(65536)
            if not data:
                return
            sock.sendall(data)


def answer_names():
    sock = socket.socket(socket.AF_INET, socket.SOCK_DGRAM)
    sock.bind((PUBLIC, 53))
    while True:
        question, asker = sock.recvfrom(4096)
        end = question.index(b"\0", 12) + 5
        name, kind = question[12 : end - 4], question[end - 4 : end - 2]
        address = NAMES.get(name)
        found = address is not None and kind == b"\0\1"
        head = question[:2] + b"\x81\x80\0\1" + (b"\0\1" if found else b"\0\0") + b"\0\0\0\0"
        body = question[12:end]
        if found:
            body += b"\xc0\x0c\0\1\0\1\0\0\0\x3c\0\4" + socket.inet_aton(address)
        sock.sendto(head + body, asker)


def ip(words):
    subprocess.run(["ip", *words.split()], check=True)


def check(result):
    if result != 0:
        raise OSError(ctypes.get_errno(), os.strerror(ctypes.get_errno()))


main()
