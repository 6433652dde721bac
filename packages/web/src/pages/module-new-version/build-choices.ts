// How the environment is to be built, as typed; and as the route takes it.
import type { CallInput } from "@modkeep/contract/client"

export interface BuildChoices {
  readonly entrypoint: string
  readonly notes: string
  readonly python: string
  readonly resolveAs: "commit" | "today" | "date"
  readonly date: string
  readonly extraPackages: string
  readonly sourceBuilds: "sandboxed" | "never"
  readonly importCheck: "enforce" | "warn"
}

export const defaultChoices: BuildChoices = {
  entrypoint: "",
  notes: "",
  python: "",
  resolveAs: "commit",
  date: "",
  extraPackages: "",
  sourceBuilds: "sandboxed",
  importCheck: "enforce",
}

export function isDefault(choices: BuildChoices): boolean {
  return JSON.stringify(choices) === JSON.stringify(defaultChoices)
}

export interface ChoiceProblems {
  readonly python: string | undefined
  readonly date: string | undefined
  readonly extraPackages: string | undefined
}

export function problemsOf({
  python,
  resolveAs,
  date,
  extraPackages,
}: BuildChoices): ChoiceProblems {
  const isDate = /^\d{4}-\d{2}-\d{2}$/.test(date) && !Number.isNaN(Date.parse(date))
  const odd = packagesOf(extraPackages).find((each) => !/^[A-Za-z0-9]/.test(each))
  return {
    python:
      python.trim() === "" || /^3\.\d{1,2}(\.\d{1,2})?$/.test(python.trim())
        ? undefined
        : "Write a version such as 3.11",
    date: resolveAs !== "date" || isDate ? undefined : "Name the day, such as 2023-07-15",
    extraPackages:
      odd === undefined ? undefined : `"${odd}" is no requirement: write one like clarifai==9.10.1`,
  }
}

type Body = NonNullable<CallInput<"versions.create">["body"]>

/** Only what a person chose: what is left out is the server's to decide. */
export function buildBody(choices: BuildChoices): Partial<Body> {
  const packages = packagesOf(choices.extraPackages)
  const python = choices.python.trim()
  const { entrypoint, notes, resolveAs, sourceBuilds, importCheck } = choices
  return {
    ...(entrypoint === "" ? {} : { entrypoint }),
    ...(notes.trim() === "" ? {} : { notes: notes.trim() }),
    ...(python === "" ? {} : { python }),
    ...(resolveAs === "commit"
      ? {}
      : { resolveAs: resolveAs === "date" ? choices.date : resolveAs }),
    ...(packages.length === 0 ? {} : { extraPackages: packages }),
    ...(sourceBuilds === "sandboxed" ? {} : { sourceBuilds }),
    ...(importCheck === "enforce" ? {} : { importCheck }),
  }
}

/** Of them what decides which environment it is. */
export function environmentBody(choices: BuildChoices) {
  const { python, resolveAs, extraPackages, sourceBuilds } = buildBody(choices)
  return { python, resolveAs, extraPackages, sourceBuilds }
}

function packagesOf(text: string): string[] {
  return text
    .split("\n")
    .map((line) => line.trim())
    .filter((line) => line !== "")
}
