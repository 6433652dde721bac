// One plain HTML page of the server's own: no script, no outside request, light and dark, text escaped.
//
// The console is an application of its own; these pages must work without it (sign-in, API reference).
import { createHash } from "node:crypto"

/** Text that is already HTML. Anything else is escaped on its way into a page. */
export class Html {
  readonly text: string

  constructor(text: string) {
    this.text = text
  }

  toString(): string {
    return this.text
  }
}

/** Template tag: every value that is not `Html` is escaped. */
export function html(parts: TemplateStringsArray, ...values: readonly unknown[]): Html {
  let out = parts[0] ?? ""
  values.forEach((value, index) => {
    out += escape(value) + (parts[index + 1] ?? "")
  })
  return new Html(out)
}

function escape(value: unknown): string {
  if (value instanceof Html) return value.text
  if (Array.isArray(value)) return value.map(escape).join("")
  if (value === undefined || value === null || value === false) return ""
  const text = typeof value === "string" ? value : JSON.stringify(value)
  return text.replace(/[&<>"']/g, (char) => `&#${char.charCodeAt(0)};`)
}

const style = `
:root { color-scheme: light dark; --ink: #1b1f24; --soft: #59636e; --ground: #fff; --line: #d5d9de; --accent: #0b57d0 }
@media (prefers-color-scheme: dark) { :root { --ink: #e6e9ed; --soft: #9da7b3; --ground: #14171a; --line: #343a41; --accent: #8ab4f8 } }
* { box-sizing: border-box }
body { margin: 0; background: var(--ground); color: var(--ink); font: 14px/1.5 system-ui, sans-serif }
main { max-width: 72ch; margin: 0 auto; padding: 48px 16px }
main.wide { max-width: 1120px }
h1 { font-size: 20px; margin: 0 0 16px } h2 { font-size: 16px; margin: 32px 0 8px }
a { color: var(--accent) } code, pre { font: 13px/1.5 ui-monospace, monospace } pre { overflow-x: auto; padding: 12px; border: 1px solid var(--line); border-radius: 6px }
table { border-collapse: collapse; width: 100%; font-size: 13px } th, td { text-align: left; vertical-align: top; padding: 4px 12px 4px 0; border-bottom: 1px solid var(--line); overflow-wrap: anywhere }
button { font: inherit; padding: 8px 16px; border: 0; border-radius: 6px; background: var(--accent); color: var(--ground); cursor: pointer }
.soft { color: var(--soft) }`
const styleHash = createHash("sha256").update(style).digest("base64")

interface PageOptions {
  readonly title: string
  readonly body: Html
  readonly status?: number
  readonly wide?: boolean
  readonly headers?: Readonly<Record<string, string>>
}

export function page({
  title,
  body,
  status = 200,
  wide = false,
  headers = {},
}: PageOptions): Response {
  const text = html`<!doctype html>
    <html lang="en">
      <head>
        <meta charset="utf-8" />
        <meta name="viewport" content="width=device-width, initial-scale=1" />
        <title>${title} · Modkeep</title>
        <style>
          ${new Html(style)}
        </style>
      </head>
      <body>
        <main class="${wide ? "wide" : ""}">
          <h1>${title}</h1>
          ${body}
        </main>
      </body>
    </html>`
  return new Response(text.text, {
    status,
    headers: {
      "content-type": "text/html; charset=utf-8",
      "cache-control": "no-store",
      "referrer-policy": "no-referrer",
      "content-security-policy": `default-src 'none'; style-src 'sha256-${styleHash}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`,
      "x-content-type-options": "nosniff",
      "cross-origin-opener-policy": "same-origin",
      ...headers,
    },
  })
}
