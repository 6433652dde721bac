// Finds the command that the words name, reads its arguments, runs it, and turns whatever happens into an exit code.
import { Call } from "./call.ts"
import type { Command } from "./command.ts"
import { readEnvironment } from "./environment.ts"
import { exitCode } from "./exit-code.ts"
import { nearest } from "./nearest.ts"
import { nouns } from "./nouns.ts"
import { readCall } from "./read-call.ts"
import { Stop } from "./stop.ts"
import { Terminal } from "./terminal.ts"

export async function main(args: readonly string[]): Promise<number> {
  const environment = readEnvironment()
  const terminal = new Terminal(environment.wantsColor)
  try {
    const found = await findCommand(args, terminal)
    if (found === undefined) return exitCode.done
    const read = readCall(found.command, found.rest)
    if (read.switches.has("help")) {
      const { commandHelp } = await import("./help.ts")
      terminal.print(commandHelp(found.command))
      return exitCode.done
    }
    const run = await found.command.load()
    return await run(new Call({ ...read, terminal, environment }))
  } catch (error) {
    const { reportFailure } = await import("./report-failure.ts")
    return reportFailure(error, terminal, args.includes("--json"))
  }
}

/** The command and the arguments after its words; undefined when help was asked for and given. */
async function findCommand(
  args: readonly string[],
  terminal: Terminal,
): Promise<{ command: Command; rest: readonly string[] } | undefined> {
  const [first, second] = args
  if (first === undefined || first === "help" || first.startsWith("-")) {
    return await overall(first, args.slice(1), terminal)
  }
  const noun = Object.hasOwn(nouns, first) ? nouns[first] : undefined
  if (noun === undefined) throw unknownWord("modkeep", first, Object.keys(nouns))
  const commands = await noun.load()
  const alone = commands.find((command) => command.words === first)
  if (alone !== undefined) return { command: alone, rest: args.slice(1) }
  const wanted = commands.find((command) => command.words === `${first} ${second}`)
  if (wanted !== undefined) return { command: wanted, rest: args.slice(2) }
  if (second !== undefined && !second.startsWith("-") && second !== "help") {
    throw unknownWord(
      `modkeep ${first}`,
      second,
      commands.map((command) => command.words.slice(first.length + 1)),
    )
  }
  const { nounHelp } = await import("./help.ts")
  if (second === undefined) {
    terminal.say(nounHelp(first, commands))
    throw new Stop(exitCode.wrongUse, "use.verb_missing", `modkeep ${first} needs a verb`)
  }
  terminal.print(nounHelp(first, commands))
  return undefined
}

async function overall(
  first: string | undefined,
  rest: readonly string[],
  terminal: Terminal,
): Promise<{ command: Command; rest: readonly string[] } | undefined> {
  if (first === "help" && rest.length > 0) return await findCommand([...rest, "--help"], terminal)
  const { overallHelp } = await import("./help.ts")
  const { readVersion } = await import("./version-number.ts")
  const text = overallHelp(readVersion())
  if (first === undefined) {
    terminal.say(text)
    throw new Stop(exitCode.wrongUse, "use.command_missing", "modkeep needs a command")
  }
  if (first === "--version" || first === "-V") terminal.print(readVersion())
  else if (["--help", "-h", "help"].includes(first)) terminal.print(text)
  else
    throw new Stop(
      exitCode.wrongUse,
      "use.wrong",
      "modkeep takes its options after the command: modkeep COMMAND [options]",
    )
  return undefined
}

function unknownWord(before: string, typed: string, words: readonly string[]): Stop {
  // Words are short and plain; anything else may have been pasted and is not repeated.
  const shown = /^[a-z-]{1,20}$/.test(typed) ? ` "${typed}"` : " of that name"
  const near = nearest(typed, words)
  const hint = near === undefined ? words.join(", ") : near
  return new Stop(
    exitCode.wrongUse,
    "use.unknown_command",
    `${before} has no command${shown}. ${near === undefined ? "There are" : "Did you mean"}: ${hint}`,
  )
}
