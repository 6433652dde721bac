// The readable page of the API: every route of the contract with what it takes, gives and can refuse.
import { faults } from "@modkeep/contract/faults"
import type { Route } from "@modkeep/contract/route"
import { routes } from "@modkeep/contract/routes"

import { type Html, html, page } from "./page.ts"

export function referencePage(): Response {
  const byTag = new Map<string, [string, Route][]>()
  for (const [name, descriptor] of Object.entries(routes)) {
    const route: Route = descriptor
    byTag.set(route.tag, [...(byTag.get(route.tag) ?? []), [name, route]])
  }
  const sections = [...byTag].map(
    ([tag, entries]) =>
      html`<h2>${tag}</h2>
        <table>
          <thead>
            <tr>
              <th>Route</th>
              <th>What it does</th>
              <th>Answer</th>
              <th>Faults</th>
            </tr>
          </thead>
          <tbody>
            ${entries.map(([, route]) => row(route))}
          </tbody>
        </table>`,
  )
  return page({
    title: "API",
    wide: true,
    body: html`<p>
        All paths lie below <code>/api/v1</code>. Send <code>Authorization: Bearer mk_…</code> and
        JSON. The machine-readable form is <a href="/api/v1/openapi.json">openapi.json</a> (OpenAPI
        3.1).
      </p>
      ${sections}
      <h2>Faults</h2>
      <table>
        <thead>
          <tr>
            <th>Code</th>
            <th>Status</th>
            <th>Meaning</th>
          </tr>
        </thead>
        <tbody>
          ${Object.entries(faults).map(
            ([code, fault]) =>
              html`<tr id="${code}">
                <td><code>${code}</code></td>
                <td>${String(fault.status)}</td>
                <td>${fault.title}</td>
              </tr>`,
          )}
        </tbody>
      </table>`,
  })
}

function row(route: Route): Html {
  const notes = [
    route.scope === "any" || route.scope === "public" ? undefined : `scope ${route.scope}`,
    route.ifMatch === true ? "If-Match" : undefined,
    route.idempotency === "kept" ? "Idempotency-Key" : undefined,
    route.stream === undefined ? undefined : "server-sent events",
  ].filter((note) => note !== undefined)
  return html`<tr>
    <td><code>${route.method} ${route.path}</code></td>
    <td>${route.summary}<br /><span class="soft">${notes.join(" · ")}</span></td>
    <td>${String(route.status)}</td>
    <td>${route.faults.map((code) => html`<code>${code}</code> `)}</td>
  </tr>`
}
