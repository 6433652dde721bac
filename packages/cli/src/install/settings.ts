// The settings of an install, as `install create` and `install update` take them.
import type { InstallPatch } from "@modkeep/contract/schemas/install"
import type { Call } from "../call.ts"
import { exitCode } from "../exit-code.ts"
import { Stop } from "../stop.ts"
import { withoutUndefined } from "../without-undefined.ts"

export function settings(call: Call): InstallPatch {
  const navigation = call.choice("navigation", ["yes", "no"])
  return withoutUndefined({
    name: call.text("name"),
    access: call.choice("access", ["private", "members", "public"]),
    query: call.has("clear-query") ? {} : launchQuery(call),
    embedOrigins: call.has("clear-embed-origins") ? [] : call.texts("embed-origin"),
    showNavigation: navigation === undefined ? undefined : navigation === "yes",
    idleMinutes: call.whole("idle-minutes"),
    sessions: call.choice("sessions", ["next-run", "rerun"]),
  })
}

function launchQuery(call: Call): Record<string, string> | undefined {
  const pairs = call.texts("query")
  if (pairs === undefined) return undefined
  return Object.fromEntries(
    pairs.map((pair) => {
      const at = pair.indexOf("=")
      if (at <= 0)
        throw new Stop(
          exitCode.wrongUse,
          "use.query",
          "--query takes NAME=VALUE, such as user_id=me",
        )
      return [pair.slice(0, at), pair.slice(at + 1)]
    }),
  )
}
