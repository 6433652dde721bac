// Opens an install's page in a tab of its own, by a link that lets one in once; its other pages from a menu.
import type { Install } from "@modkeep/contract/schemas/install"

import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Menu } from "#ui/menu.tsx"
import { visibleText } from "#ui/visible-text.ts"

export function OpenInstall({ install }: { readonly install: Install }) {
  const { run, isRunning, error } = useAction("installs.link")
  const show = async () => {
    const link = await run({ params: { id: install.id } })
    if (link !== undefined) openTab(link.data.url)
  }
  // A page of its own sends whoever may come in through the same door by itself.
  const pages = install.pages.filter(({ path }) => path !== "" && path !== "/")
  return (
    <>
      <Button kind="primary" icon="external" isRunning={isRunning} onClick={() => void show()}>
        Open
      </Button>
      {pages.length === 0 ? undefined : (
        <Menu
          label="Pages"
          items={pages.map(({ title, path }) => ({
            label: visibleText(title),
            onSelect: () => openTab(new URL(path, install.url).href),
          }))}
        />
      )}
      {error === undefined ? undefined : <ErrorCard error={error} takesFocus />}
    </>
  )
}

function openTab(address: string): void {
  if (/^https?:$/.test(new URL(address).protocol)) open(address, "_blank", "noopener,noreferrer")
}
