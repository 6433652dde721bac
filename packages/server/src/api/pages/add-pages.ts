// What a browser finds at the console's origin beside the API: sign-in, the hand-off to module pages, the reference, badges.
import { openapi } from "@modkeep/contract/openapi"
import type { Hono } from "hono"

import type { Context } from "#operations/context.ts"

import { addBadges } from "./badge.ts"
import { referencePage } from "./reference-page.ts"
import { addSignInPages } from "./sign-in-pages.ts"

export function addPages(app: Hono, context: Context): void {
  app.get("/api/v1/openapi.json", (c) =>
    c.json(openapi(`${context.config.publicUrl.origin}/api/v1`, "0.1.0")),
  )
  app.get("/api/docs", () => referencePage())
  addSignInPages(app, context)
  addBadges(app, context)
}
