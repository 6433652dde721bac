// One use of a command: its operands and options, already checked against its description, and where it may speak and read.
import type { Environment } from "./environment.ts"
import { exitCode } from "./exit-code.ts"
import { Stop } from "./stop.ts"
import type { Terminal } from "./terminal.ts"

export interface CallParts {
  readonly operands: readonly string[]
  readonly texts: ReadonlyMap<string, readonly string[]>
  readonly switches: ReadonlySet<string>
  readonly terminal: Terminal
  readonly environment: Environment
}

export class Call {
  readonly operands: readonly string[]
  readonly terminal: Terminal
  readonly environment: Environment
  readonly #texts: ReadonlyMap<string, readonly string[]>
  readonly #switches: ReadonlySet<string>

  constructor({ operands, texts, switches, terminal, environment }: CallParts) {
    this.operands = operands
    this.terminal = terminal
    this.environment = environment
    this.#texts = texts
    this.#switches = switches
  }

  /** The operand at `index`; only for those that the command's description requires. */
  operand(index: number): string {
    const found = this.operands[index]
    if (found === undefined) throw new Error(`Operand ${index} is optional in the description`)
    return found
  }

  has(name: string): boolean {
    return this.#switches.has(name)
  }

  /** The last value given for an option. */
  text(name: string): string | undefined {
    return this.#texts.get(name)?.at(-1)
  }

  /** All values of an option that may be repeated; undefined when it was not given. */
  texts(name: string): string[] | undefined {
    const found = this.#texts.get(name)
    return found === undefined ? undefined : [...found]
  }

  /** A whole number given for an option. */
  whole(name: string): number | undefined {
    const text = this.text(name)
    if (text === undefined) return undefined
    if (!/^\d{1,9}$/.test(text))
      throw new Stop(exitCode.wrongUse, "use.number", `--${name} takes a whole number, such as 30`)
    return Number(text)
  }

  /** A value out of a list; the reading of arguments has already refused others. */
  choice<const Choice extends string>(
    name: string,
    choices: readonly Choice[],
  ): Choice | undefined {
    const text = this.text(name)
    return choices.find((choice) => choice === text)
  }

  get wantsJson(): boolean {
    return this.#switches.has("json")
  }
}
