// /installs/:i/logs: what an install's processes write, as they write it, with values taken out before it was kept.
import type { LogLine } from "@modkeep/contract/schemas/install"
import type { LoaderFunctionArgs } from "react-router"

import { useEvents } from "#api/use-events.ts"
import { LogView } from "#parts/log-view/log-view.tsx"
import { useLog } from "#parts/log-view/use-log.ts"
import { Card } from "#ui/card.tsx"

import { InstallHeader } from "./install/install-header.tsx"
import { loadInstall, useInstall } from "./install/install-input.ts"

const LINES_MAX = 5000

export async function loader({ params }: LoaderFunctionArgs): Promise<null> {
  await loadInstall(params)
  return null
}

export function Component() {
  const shown = useInstall()
  return (
    <>
      <InstallHeader shown={shown} place="Logs" />
      <Log key={shown.install.id} id={shown.install.id} />
    </>
  )
}

const tones = { stdout: undefined, stderr: undefined, modkeep: "quiet" } as const

function Log({ id }: { readonly id: string }) {
  const { lines, dropped, add } = useLog<LogLine>(LINES_MAX)
  const state = useEvents("installs.logs", { input: { params: { id } }, onEvent: add, ends: false })
  return (
    <Card title="Log">
      <LogView
        label="Lines of the log"
        lines={lines.map(({ stream, process, ...line }) => ({
          ...line,
          source: stream === "modkeep" ? "modkeep" : process.slice(-6),
          tone: tones[stream],
        }))}
        dropped={dropped}
        state={state}
        empty="Nothing was written yet. Lines appear here as the module writes them; values of secrets never do."
      />
    </Card>
  )
}
