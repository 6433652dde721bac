// The help of every command, word for word as the terminal shows it.
import { commandHelp } from "../../packages/cli/src/help.ts"
import { nouns } from "../../packages/cli/src/nouns.ts"

import { pageText, table } from "./page-text.ts"

const exitCodes = [
  ["0", "done"],
  ["1", "failed"],
  ["2", "wrong use"],
  ["3", "not found"],
  ["4", "refused: no sign-in, or not the rights"],
  ["5", "diagnostics: a blank or unreadable secrets document"],
  ["6", "somebody else saved first"],
  ["7", "the server cannot be reached"],
] as const

export async function cliPage(): Promise<string> {
  const sections: string[] = []
  for (const [noun, { summary, load }] of Object.entries(nouns)) {
    const commands = (await load()).filter(({ words }) => words.split(" ", 1)[0] === noun)
    const isAlone = commands.length === 1 && commands[0]?.words === noun
    if (!isAlone) sections.push(`## ${noun}\n\n${summary}.`)
    for (const command of commands) {
      const level = isAlone ? "##" : "###"
      sections.push(`${level} ${command.words}\n\n\`\`\`text\n${commandHelp(command)}\n\`\`\``)
    }
  }
  return pageText("Command line", [
    "`./modkeep` in the clone runs it. Sign in with `modkeep login`, or set `MODKEEP_SERVER` and `MODKEEP_TOKEN`, which win. Data goes to stdout, messages to stderr; a list is a table on a terminal and tab-separated when piped; every command takes `--json`, but for those that hand their arguments on to the server. A value is never read from the arguments.",
    table(["Exit status", "Meaning"], exitCodes),
    ...sections,
  ])
}
