// Help texts, examples first. They go to stdout: somebody asked for them.
import { type Command, type Operand, type Option, optionsOf } from "./command.ts"
import { nouns } from "./nouns.ts"

export function overallHelp(version: string): string {
  const width = Math.max(...Object.keys(nouns).map((noun) => noun.length))
  const list = Object.entries(nouns).map(
    ([noun, { summary }]) => `  ${noun.padEnd(width)}  ${summary}`,
  )
  return [
    "Examples",
    "  modkeep login http://localhost:8700",
    "  modkeep module create hello --repository https://github.com/owner/name",
    "  modkeep version create hello --secrets secrets.toml --wait",
    "  modkeep app create demo && modkeep install create demo hello@1",
    "  modkeep secrets edit demo/hello",
    "",
    "Commands",
    ...list,
    "",
    "modkeep COMMAND --help shows more. All take --json; NO_COLOR is honoured.",
    "Exit status: 0 done, 1 failed, 2 wrong use, 3 not found, 4 refused, 5 blank or unreadable secrets,",
    "             6 somebody else saved first, 7 server unreachable",
    `modkeep ${version}`,
  ].join("\n")
}

export function nounHelp(noun: string, commands: readonly Command[]): string {
  const examples = commands.flatMap((command) =>
    command.examples.slice(0, 1).map(([line]) => `  ${line}`),
  )
  const width = Math.max(...commands.map((command) => usage(command).length))
  return [
    "Examples",
    ...examples,
    "",
    `Commands of modkeep ${noun}`,
    ...commands.map((command) => `  ${usage(command).padEnd(width)}  ${command.summary}`),
    "",
    `modkeep ${noun} VERB --help shows more.`,
  ].join("\n")
}

export function commandHelp(command: Command): string {
  const examples = command.examples.flatMap(([line, what]) => [`  ${line}`, `      ${what}`])
  const operands = (command.operands ?? []).map((operand): [string, string] => [
    operand.name,
    operand.what,
  ])
  const options = Object.entries(optionsOf(command)).map(optionLine)
  return [
    "Examples",
    ...examples,
    "",
    `${command.summary}.`,
    "",
    `  modkeep ${usage(command)}${command.options === undefined ? "" : " [options]"}`,
    "",
    ...twoColumns([...operands, ...options]),
    ...(command.notes === undefined ? [] : ["", command.notes]),
  ].join("\n")
}

function usage(command: Command): string {
  return [command.words, ...(command.operands ?? []).map(operandUsage)].join(" ")
}

function operandUsage({ name, isOptional, isMany }: Operand): string {
  const text = isMany ? `${name}…` : name
  return isOptional ? `[${text}]` : text
}

function optionLine([name, option]: [string, Option]): [string, string] {
  const short = option.short === undefined ? "" : `-${option.short}, `
  const value = option.value === undefined ? "" : ` ${option.value}`
  const extra = [
    ...(option.choices === undefined ? [] : [option.choices.join(", ")]),
    ...(option.isMany ? ["may be repeated"] : []),
  ]
  return [
    `${short}--${name}${value}`,
    extra.length === 0 ? option.what : `${option.what} (${extra.join("; ")})`,
  ]
}

function twoColumns(rows: readonly (readonly [string, string])[]): string[] {
  const width = Math.max(...rows.map(([left]) => left.length))
  return rows.map(([left, right]) => `  ${left.padEnd(width)}  ${right}`)
}
