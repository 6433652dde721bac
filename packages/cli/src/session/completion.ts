// Completion scripts, made from the descriptions of the commands: a new command or option is in them by itself.
import type { Call } from "../call.ts"
import { type Command, optionsOf } from "../command.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { nouns } from "../nouns.ts"
import { Stop } from "../stop.ts"

export async function completion(call: Call): Promise<ExitCode> {
  const script = { bash, zsh, fish }[call.operand(0)]
  if (script === undefined)
    throw new Stop(exitCode.wrongUse, "use.shell", "Completion is for one of: bash, zsh, fish")
  call.terminal.print(script(await wordLists()))
  return exitCode.done
}

/** What may follow each beginning: `""` → the nouns, `secrets` → its verbs, `secrets check` → its options. */
async function wordLists(): Promise<Map<string, string[]>> {
  const lists = new Map<string, string[]>([["", Object.keys(nouns)]])
  const loaded = await Promise.all(Object.values(nouns).map(async (noun) => await noun.load()))
  for (const command of new Set<Command>(loaded.flat())) {
    const [noun = "", verb] = command.words.split(" ")
    if (verb !== undefined) lists.set(noun, [...(lists.get(noun) ?? []), verb])
    lists.set(
      command.words,
      Object.keys(optionsOf(command)).map((name) => `--${name}`),
    )
  }
  return lists
}

function bash(lists: ReadonlyMap<string, readonly string[]>): string {
  return [
    "# modkeep completion for bash",
    "_modkeep() {",
    '  local words=("${COMP_WORDS[@]:1:COMP_CWORD-1}") key',
    "  COMPREPLY=()",
    '  key="${words[0]}${words[1]:+ ${words[1]}}"',
    '  case "$key" in',
    ...cases(
      lists,
      (words) => `COMPREPLY=($(compgen -W "${words}" -- "\${COMP_WORDS[COMP_CWORD]}"))`,
    ),
    "  esac",
    "}",
    "complete -o default -F _modkeep modkeep",
  ].join("\n")
}

function zsh(lists: ReadonlyMap<string, readonly string[]>): string {
  return [
    "#compdef modkeep",
    "_modkeep() {",
    '  local -a typed=("${(@)words[2,CURRENT-1]}")',
    '  local key="${typed[1]}${typed[2]:+ $typed[2]}"',
    '  case "$key" in',
    ...cases(lists, (words) => `compadd -- ${words}; [[ $PREFIX == -* ]] || _files`),
    "  esac",
    "}",
    'if [[ "${funcstack[1]}" == _modkeep ]]; then _modkeep "$@"; else compdef _modkeep modkeep; fi',
  ].join("\n")
}

/** The key is the first two words at most: behind `login` the second word may be anything, behind `secrets check` there is none. */
function cases(
  lists: ReadonlyMap<string, readonly string[]>,
  offer: (words: string) => string,
): string[] {
  return [...lists].map(([key, words]) => {
    const isWholeCommand = !key.includes(" ") && words.includes("--help")
    const pattern = isWholeCommand ? `"${key}"|"${key} "*` : `"${key}"`
    return `    ${pattern}) ${offer(words.join(" "))} ;;`
  })
}

function fish(lists: ReadonlyMap<string, readonly string[]>): string {
  const lines = [...lists].map(([key, words]) => {
    const when =
      key === ""
        ? "__fish_use_subcommand"
        : key
            .split(" ")
            .map((word) => `__fish_seen_subcommand_from ${word}`)
            .join("; and ")
    const isOption = words[0]?.startsWith("--") === true
    const offered = isOption
      ? words.map((word) => `complete -c modkeep -n '${when}' -l ${word.slice(2)}`)
      : [`complete -c modkeep -n '${when}' -f -a '${words.join(" ")}'`]
    return offered.join("\n")
  })
  return ["# modkeep completion for fish", ...lines].join("\n")
}
