// The one page of the gateway: a heading, a sentence, at most one link, the request id. No script, nothing loaded from anywhere.
import { createHash } from "node:crypto"

export interface Page {
  readonly title: string
  readonly text: string
  readonly requestId: string
  readonly link?: { readonly href: string; readonly label: string; readonly inNewPage?: boolean }
  /** Loads itself again after so many seconds. */
  readonly reloadAfterSeconds?: number
}

const STYLE = `:root{color-scheme:light dark;--ink:#1c1f23;--soft:#5c636b;--ground:#fff;--line:#d9dde1;--accent:#0b5cad}
@media (prefers-color-scheme:dark){:root{--ink:#e8eaed;--soft:#a3abb4;--ground:#16181b;--line:#33383e;--accent:#7db8f2}}
*{box-sizing:border-box}body{margin:0;min-height:100vh;display:grid;place-items:center;padding:24px;background:var(--ground);color:var(--ink);font:16px/1.5 system-ui,sans-serif}
main{max-width:32rem;width:100%}h1{font-size:1.25rem;line-height:1.3;margin:0 0 8px}p{margin:0 0 16px}
a{color:var(--accent)}small{display:block;border-top:1px solid var(--line);padding-top:12px;color:var(--soft)}code{font:13px ui-monospace,monospace;overflow-wrap:anywhere}`

const STYLE_HASH = createHash("sha256").update(STYLE).digest("base64")

/** Content-Security-Policy of the page, framing left to the caller. */
export const pagePolicy = `default-src 'none'; style-src 'sha256-${STYLE_HASH}'; base-uri 'none'; form-action 'none'`

export function renderPage(page: Page): string {
  const reload =
    page.reloadAfterSeconds === undefined
      ? ""
      : `<meta http-equiv="refresh" content="${page.reloadAfterSeconds}">`
  return `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><meta name="robots" content="noindex">${reload}<title>${escapeHtml(page.title)}</title><style>${STYLE}</style></head>
<body><main><h1>${escapeHtml(page.title)}</h1><p>${escapeHtml(page.text)}</p>${renderLink(page.link)}<small>Request <code>${escapeHtml(page.requestId)}</code></small></main></body>
</html>
`
}

function renderLink(link: Page["link"]): string {
  if (link === undefined) return ""
  const target = link.inNewPage === true ? ` target="_blank" rel="noopener noreferrer"` : ""
  return `<p><a href="${escapeHtml(link.href)}"${target}>${escapeHtml(link.label)}</a></p>`
}

function escapeHtml(text: string): string {
  return text
    .replaceAll("&", "&amp;")
    .replaceAll("<", "&lt;")
    .replaceAll(">", "&gt;")
    .replaceAll('"', "&quot;")
    .replaceAll("'", "&#39;")
}
