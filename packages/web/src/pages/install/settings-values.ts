// The settings of an install as a form holds them, and what of them goes to the server.
import type { Install, InstallPatch } from "@modkeep/contract/schemas/install"

import { filledRows, type QueryRow } from "../app-install/draft.ts"

export interface SettingsValues {
  readonly name: string
  readonly access: Install["access"]
  readonly rows: readonly QueryRow[]
  readonly embedOrigins: string
  readonly showNavigation: boolean
  readonly idleMinutes: string
  readonly sessions: Install["sessions"]
  readonly memoryMib: string
  readonly diskMib: string
  readonly cpuPercent: string
  readonly processes: string
}

const MIB = 1_048_576

export function settingsOf(install: Install): SettingsValues {
  const { name, access, showNavigation, sessions, limits } = install
  return {
    ...{ name, access, showNavigation, sessions },
    rows: Object.entries(install.query).map(([key, value], id) => ({ id, name: key, value })),
    embedOrigins: install.embedOrigins.join(" "),
    idleMinutes: String(install.idleMinutes),
    memoryMib: mib(limits.memoryBytes),
    diskMib: mib(limits.diskBytes),
    cpuPercent: text(limits.cpuPercent),
    processes: text(limits.processes),
  }
}

export type SettingsProblems = Partial<Record<keyof SettingsValues, string>>

export function settingsProblems(values: SettingsValues): SettingsProblems {
  const name = values.name.trim() === "" ? { name: "Give the install a name" } : {}
  const idle = /^\d{1,6}$/.test(values.idleMinutes.trim())
    ? {}
    : { idleMinutes: "Write whole minutes; 0 never sleeps" }
  const wrong = ["memoryMib", "diskMib", "cpuPercent", "processes"] as const
  const numbers = wrong.filter((key) => !/^(\d{1,7})?$/.test(values[key].trim()))
  const origins = words(values.embedOrigins).some(
    (one) => !/^https?:\/\/[a-z0-9.-]+(:\d{1,5})?$/.test(one),
  )
  return {
    ...name,
    ...idle,
    ...Object.fromEntries(numbers.map((key) => [key, "Write a whole number, or nothing"])),
    ...(origins
      ? {
          embedOrigins:
            "Write origins such as https://example.org, without a path, with a space between",
        }
      : {}),
  }
}

/** Only what the person changed: the rest may have been changed elsewhere meanwhile, and the audit log names what was. */
export function settingsChanges(values: SettingsValues, before: SettingsValues): InstallPatch {
  const now = settingsBody(values)
  const then = new Map(Object.entries(settingsBody(before)))
  return Object.fromEntries(
    Object.entries(now).filter(
      ([key, value]) => JSON.stringify(value) !== JSON.stringify(then.get(key)),
    ),
  )
}

function settingsBody(values: SettingsValues): InstallPatch {
  return {
    name: values.name.trim(),
    access: values.access,
    showNavigation: values.showNavigation,
    sessions: values.sessions,
    idleMinutes: Number(values.idleMinutes),
    embedOrigins: words(values.embedOrigins),
    query: Object.fromEntries(filledRows(values.rows).map((row) => [row.name.trim(), row.value])),
    limits: {
      ...limit("memoryBytes", values.memoryMib, MIB),
      ...limit("diskBytes", values.diskMib, MIB),
      ...limit("cpuPercent", values.cpuPercent, 1),
      ...limit("processes", values.processes, 1),
    },
  }
}

function limit(key: string, typed: string, unit: number) {
  return typed.trim() === "" ? {} : { [key]: Number(typed) * unit }
}

function words(typed: string): string[] {
  return typed.split(/[\s,]+/).filter((word) => word !== "")
}

function mib(bytes: number | undefined): string {
  return bytes === undefined ? "" : String(Math.round(bytes / MIB))
}

function text(number: number | undefined): string {
  return number === undefined ? "" : String(number)
}
