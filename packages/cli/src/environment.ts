// The only file of the command line that reads the environment of its process.
import { homedir } from "node:os"
import { join } from "node:path"

export interface Environment {
  readonly server: string | undefined
  readonly token: string | undefined
  readonly editor: string | undefined
  readonly wantsColor: boolean
  readonly configFolder: string
  readonly runtimeFolder: string | undefined
  readonly path: string
  /** All of it, for programs that the user asked for by name: an editor, the server, a module under `dev`. */
  readonly inherited: NodeJS.ProcessEnv
}

export function readEnvironment(): Environment {
  const env = process.env
  return {
    server: text(env["MODKEEP_SERVER"]),
    token: text(env["MODKEEP_TOKEN"]),
    editor: text(env["VISUAL"]) ?? text(env["EDITOR"]),
    wantsColor: text(env["NO_COLOR"]) === undefined && env["TERM"] !== "dumb",
    configFolder: join(text(env["XDG_CONFIG_HOME"]) ?? join(homedir(), ".config"), "modkeep"),
    runtimeFolder: text(env["XDG_RUNTIME_DIR"]),
    path: env["PATH"] ?? "",
    inherited: env,
  }
}

/** A variable that is set to nothing counts as not set, as no-color.org and the XDG rules have it. */
function text(value: string | undefined): string | undefined {
  return value === undefined || value === "" ? undefined : value
}
