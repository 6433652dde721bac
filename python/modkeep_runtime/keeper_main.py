"""Starts the keeper. Run with the system's Python, isolated: `python3 -I -B keeper_main.py --socket PATH
--data FOLDER`.
"""

import argparse
import os
import sys


def main():
    parser = argparse.ArgumentParser(prog="modkeep-keeper")
    parser.add_argument("--socket", required=True, help="Unix socket to listen on")
    parser.add_argument("--data", required=True, help="folder of the keeper's own")
    options = parser.parse_args()
    # Isolated mode leaves the script's folder out of sys.path.
    sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))
    from modkeep_runtime.keeper.run import run

    return run(os.path.abspath(options.socket), os.path.abspath(options.data))


if __name__ == "__main__":
    sys.exit(main())
