// An install's id as the first label of its host name, and back from a `Host` header to the label.
//
// Host names compare without case and one trailing dot means nothing; everything else must match exactly, or there is no label.
import type { InstallId } from "@modkeep/contract/ids"

export function hostLabel(install: InstallId): string {
  return install.toLowerCase().replaceAll("_", "-")
}

const LABEL = /^[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?$/

/** The label in front of the apps domain; undefined when the host is not one label below it. */
export function labelOfHost(hostname: string, appsDomain: string): string | undefined {
  const cut = hostname.length - appsDomain.length - 1
  if (cut < 1 || hostname[cut] !== "." || !hostname.endsWith(appsDomain)) return undefined
  const label = hostname.slice(0, cut)
  return LABEL.test(label) ? label : undefined
}

const HOST = /^([a-z0-9._-]{1,253}|\[[0-9a-f:.]{2,45}\])(?::(\d{1,5}))?$/i

/** A `Host` value taken apart: name in lower case without the trailing dot. Undefined when it is none. */
export function parseHost(value: string): { name: string; port: string | undefined } | undefined {
  const match = HOST.exec(value)
  const given = match?.[1]
  if (given === undefined) return undefined
  const lower = given.toLowerCase()
  const name = lower.endsWith(".") ? lower.slice(0, -1) : lower
  return name === "" ? undefined : { name, port: match?.[2] }
}
