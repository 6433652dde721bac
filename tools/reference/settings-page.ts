// Every setting of the server: flag, environment variable, meaning, as `modkeep serve --help` says them.
import { optionsOf } from "../../packages/cli/src/command.ts"
import { serverCommands } from "../../packages/cli/src/server/commands.ts"
import { pageText, table } from "./page-text.ts"

export function settingsPage(): string {
  const serve = serverCommands.find(({ words }) => words === "serve")
  if (serve === undefined) throw new Error("There is no command serve")
  const rows = Object.entries(optionsOf(serve)).flatMap(([name, { what, value }]) => {
    const variable = /^(.*) \((MODKEEP_\w+)\)$/u.exec(what)
    if (variable === null || value === undefined) return []
    const [, meaning = "", environment = ""] = variable
    return [[`\`--${name} ${value}\``, `\`${environment}\``, meaning]]
  })
  return pageText("Settings", [
    "All are optional. A flag of `modkeep serve` (or of `npm start --`) comes first, then the environment variable, then `modkeep.config.json` in the folder the server is started in: an object whose keys are the flags' names without dashes in front, each a text. A setting that cannot be used stops the start and says why.",
    table(["Flag", "Variable", "Meaning"], rows),
    "Also read: `HTTPS_PROXY` and `NO_PROXY` for Git and package downloads, and the certificate and index variables of Git, pip and uv (`SSL_CERT_FILE`, `REQUESTS_CA_BUNDLE`, `GIT_SSL_CAINFO`, `PIP_INDEX_URL`, `UV_DEFAULT_INDEX`, …), which are handed on to those tools as they are.",
  ])
}
