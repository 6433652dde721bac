// A key path as typed on the command line.
import { parseKeyPath } from "@modkeep/toml/key-path"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"

/** @throws Stop with exit code 2; what was typed is not repeated, it may be a value in the wrong place */
export function keyPathOf(typed: string): string[] {
  const path = parseKeyPath(typed)
  if (path === undefined) {
    throw new Stop(
      exitCode.wrongUse,
      "use.key_path",
      'NAME is a key path, such as API_KEY or db."user name"',
    )
  }
  return path
}
