// A JSON line as a person reads it: time, level, message, then the other fields. Whatever a field holds (a path of a visitor, a
// module's error), nothing of it can steer the terminal: all but printable ASCII is shown as an escape.

export function terminalLine(json: string): string {
  let line: Record<string, unknown>
  try {
    line = JSON.parse(json) as Record<string, unknown>
  } catch {
    return `${inert(json.trimEnd())}\n`
  }
  const { level, time, msg, err, ...fields } = line
  const clock = typeof time === "string" ? time.slice(11, 19) : ""
  const shown = Object.entries(fields).map(([name, value]) => ` ${name}=${textOf(value)}`)
  const head = `${clock} ${asText(level).padEnd(5)} ${asText(msg)}${shown.join("")}`
  return [head, ...troubleOf(err)].map((each) => `${inert(each)}\n`).join("")
}

function asText(value: unknown): string {
  return typeof value === "string" ? value : ""
}

function textOf(value: unknown): string {
  return typeof value === "string" && /^[\w./:-]+$/.test(value) ? value : JSON.stringify(value)
}

function troubleOf(err: unknown): string[] {
  if (typeof err !== "object" || err === null) return []
  const { message, stack } = err as { message?: unknown; stack?: unknown }
  return asText(stack ?? message)
    .split("\n")
    .map((line) => `    ${line.trim()}`)
}

function inert(text: string): string {
  return text.replaceAll(
    /[^\x20-\x7e]/g,
    (one) => `\\u${one.charCodeAt(0).toString(16).padStart(4, "0")}`,
  )
}
