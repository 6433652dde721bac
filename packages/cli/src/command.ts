// A command as data: help, completion and the reading of arguments all come from it; its code is loaded only to run it.
import type { Call } from "./call.ts"

export interface Operand {
  readonly name: string
  readonly what: string
  readonly isOptional?: true
  /** Takes all that follows. Only the last operand may. */
  readonly isMany?: true
}

export interface Option {
  readonly what: string
  /** Name of its value in the help. Without one the option is a switch. */
  readonly value?: string
  readonly short?: string
  readonly isMany?: true
  /** The only values it takes; completion offers them. */
  readonly choices?: readonly string[]
}

/** A number beside ours is the exit code of a program that the command ran for its user. */
export type Run = (call: Call) => Promise<number>

export interface Command {
  /** As typed: `secrets check`. */
  readonly words: string
  readonly summary: string
  /** Shown first in the help: the line to type and what it does. */
  readonly examples: readonly (readonly [line: string, what: string])[]
  readonly operands?: readonly Operand[]
  readonly options?: Readonly<Record<string, Option>>
  readonly notes?: string
  /** Hands every argument on unread (to the server, which checks them); `options` is then for help and completion. */
  readonly passesAll?: true
  /** Looks at the operands before anything else; a text is the reason why they are refused. It must not repeat them. */
  readonly refuse?: (operands: readonly string[]) => string | undefined
  readonly load: () => Promise<Run>
}

const help: Option = { what: "Show this help", short: "h" }
const common: Readonly<Record<string, Option>> = { json: { what: "Print JSON" }, help }

/** Its own options and those that every command takes. */
export function optionsOf(command: Command): Readonly<Record<string, Option>> {
  return { ...command.options, ...(command.passesAll ? { help } : common) }
}
