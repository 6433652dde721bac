// Reads the arguments of one command by its description. What it cannot read is told without repeating it: it may be a secret.
import { parseArgs } from "node:util"
import type { CallParts } from "./call.ts"
import { type Command, type Option, optionsOf } from "./command.ts"
import { exitCode } from "./exit-code.ts"
import { nearest } from "./nearest.ts"
import { Stop } from "./stop.ts"

type Read = Pick<CallParts, "operands" | "texts" | "switches">

/** @throws Stop with exit code 2, saying what is wrong and how the command is used */
export function readCall(command: Command, args: readonly string[]): Read {
  if (command.passesAll) return passAll(args)
  const options = optionsOf(command)
  const { tokens } = parseArgs({
    args: [...args],
    options: Object.fromEntries(
      Object.entries(options).map(([name, option]) => [name, shape(option)]),
    ),
    allowPositionals: true,
    strict: false,
    tokens: true,
  })
  const operands: string[] = []
  const texts = new Map<string, string[]>()
  const switches = new Set<string>()
  for (const token of tokens) {
    if (token.kind === "positional") operands.push(token.value)
    if (token.kind !== "option") continue
    const option = Object.hasOwn(options, token.name) ? options[token.name] : undefined
    if (option === undefined) throw unknownOption(command, token.rawName, Object.keys(options))
    if (option.value === undefined) {
      if (token.value !== undefined) throw wrongUse(command, `--${token.name} takes no value`)
      switches.add(token.name)
    } else {
      texts.set(token.name, [
        ...(texts.get(token.name) ?? []),
        checkValue(command, token.name, option, token.value),
      ])
    }
  }
  if (!switches.has("help")) checkOperands(command, operands)
  return { operands, texts, switches }
}

function passAll(args: readonly string[]): Read {
  const wantsHelp = args.includes("--help") || args.includes("-h")
  return { operands: args, texts: new Map(), switches: new Set(wantsHelp ? ["help"] : []) }
}

function shape(option: Option): { type: "string" | "boolean"; short?: string; multiple?: boolean } {
  return {
    type: option.value === undefined ? "boolean" : "string",
    ...(option.short === undefined ? {} : { short: option.short }),
    multiple: true,
  }
}

function checkValue(
  command: Command,
  name: string,
  option: Option,
  value: string | undefined,
): string {
  if (value === undefined || value === "") {
    throw wrongUse(command, `--${name} needs a value: --${name} ${option.value ?? ""}`)
  }
  if (option.choices !== undefined && !option.choices.includes(value)) {
    throw wrongUse(command, `--${name} takes one of: ${option.choices.join(", ")}`)
  }
  return value
}

function checkOperands(command: Command, operands: readonly string[]): void {
  const reason = command.refuse?.(operands)
  if (reason !== undefined) throw wrongUse(command, reason)
  const wanted = command.operands ?? []
  const missing = wanted.slice(operands.length).find((operand) => !operand.isOptional)
  if (missing !== undefined) throw wrongUse(command, `${missing.name} is missing: ${missing.what}`)
  if (operands.length > wanted.length && wanted.at(-1)?.isMany !== true) {
    const names = wanted.map((operand) => operand.name).join(" ")
    throw wrongUse(
      command,
      wanted.length === 0 ? "It takes no operands" : `It takes no more than ${names}`,
    )
  }
}

function unknownOption(command: Command, raw: string, names: readonly string[]): Stop {
  if (!/^--?[a-zA-Z][a-zA-Z-]{0,30}$/.test(raw)) return wrongUse(command, "It has no such option")
  const near = nearest(raw.replace(/^-+/, ""), names)
  return wrongUse(
    command,
    `It has no option ${raw}${near === undefined ? "" : `; --${near} is one`}`,
  )
}

function wrongUse(command: Command, reason: string): Stop {
  return new Stop(
    exitCode.wrongUse,
    "use.wrong",
    `Cannot run "modkeep ${command.words}": ${lowerFirst(reason)}\nSee modkeep ${command.words} --help`,
  )
}

/** "It takes …" goes on in small letters after the colon; names such as MODULE and --ref stay as they are. */
function lowerFirst(text: string): string {
  return /^[A-Z][a-z]/.test(text) ? `${text.charAt(0).toLowerCase()}${text.slice(1)}` : text
}
