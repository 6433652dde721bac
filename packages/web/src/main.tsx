// Starts the console: the styles every page needs, the cache, the router.
import "#styles/tokens.css"
import "#styles/base.css"

import { QueryClientProvider } from "@tanstack/react-query"
import { StrictMode } from "react"
import { createRoot } from "react-dom/client"
import { RouterProvider } from "react-router/dom"

import { queryClient } from "#api/query-client.ts"
import { router } from "#app/router.tsx"

const place = document.getElementById("root")
if (place === null) throw new Error("The page has no #root")
createRoot(place).render(
  <StrictMode>
    <QueryClientProvider client={queryClient}>
      <RouterProvider router={router} />
    </QueryClientProvider>
  </StrictMode>,
)
