// What can be done to a running, sleeping or stopped install. A restart says first whose sessions end.
import type { Install } from "@modkeep/contract/schemas/install"
import { useState } from "react"
import { useNavigate } from "react-router"

import { refresh } from "#api/route-query.ts"
import { useAction } from "#api/use-action.ts"
import { Button } from "#ui/button.tsx"
import { Confirm } from "#ui/confirm.tsx"
import { ErrorCard } from "#ui/error-card.tsx"
import { Menu, type MenuItem } from "#ui/menu.tsx"
import { say } from "#ui/toast.tsx"

import { RollBack } from "./roll-back.tsx"

type Verb = "start" | "sleep" | "stop" | "restart"

const said: Readonly<Record<Verb, string>> = {
  start: "It is starting",
  sleep: "It sleeps: the next visit wakes it",
  stop: "It is off until it is started again",
  restart: "It is restarting",
}

export function InstallActions({ install }: { readonly install: Install }) {
  const [asked, setAsked] = useState<"stop" | "restart">()
  const [goesBack, setGoesBack] = useState(false)
  const { act, isRunning, error, forget } = useVerbs(install)
  const navigate = useNavigate()
  const { state } = install
  const isUp = state === "running" || state === "starting"
  const items: MenuItem[] = [
    ...(isUp || state === "failed"
      ? [{ label: "Restart", icon: "restart" as const, onSelect: () => setAsked("restart") }]
      : []),
    ...(state === "off"
      ? []
      : [{ label: "Stop", icon: "stop" as const, onSelect: () => setAsked("stop") }]),
    {
      label: "Upgrade",
      icon: "arrow",
      onSelect: () => void navigate(`/installs/${install.id}/upgrade`),
    },
    { label: "Roll back", icon: "back", onSelect: () => setGoesBack(true) },
  ]
  const close = () => {
    setAsked(undefined)
    forget()
  }
  const confirm = async (verb: "stop" | "restart") => {
    if (await act(verb)) setAsked(undefined)
  }
  return (
    <>
      {isUp ? (
        <Button icon="moon" isRunning={isRunning} onClick={() => void act("sleep")}>
          Sleep
        </Button>
      ) : (
        <Button icon="play" isRunning={isRunning} onClick={() => void act("start")}>
          {state === "asleep" ? "Wake" : "Start"}
        </Button>
      )}
      <Menu label="More" items={items} />
      {error !== undefined && asked === undefined ? (
        <ErrorCard error={error} takesFocus />
      ) : undefined}
      {asked === undefined ? undefined : (
        <Confirm
          title={asked === "restart" ? "Restart?" : "Stop?"}
          description={`${endedWords(install)} ${asked === "restart" ? "It starts again at once, with the same secrets." : "Its page says that it is off until it is started again."}`}
          action={asked === "restart" ? "Restart" : "Stop"}
          isRunning={isRunning}
          error={error}
          onConfirm={() => void confirm(asked)}
          onClose={close}
        />
      )}
      {goesBack ? <RollBack install={install} onClose={() => setGoesBack(false)} /> : undefined}
    </>
  )
}

function endedWords({ processes }: Pick<Install, "processes">): string {
  const sessions = processes.reduce((sum, process) => sum + process.sessions, 0)
  if (sessions === 0) return "No session is open."
  return sessions === 1 ? "1 open session ends." : `${sessions} open sessions end.`
}

function useVerbs({ id }: Install) {
  const actions = {
    start: useAction("installs.start"),
    sleep: useAction("installs.sleep"),
    stop: useAction("installs.stop"),
    restart: useAction("installs.restart"),
  }
  const all = Object.values(actions)
  return {
    act: async (verb: Verb): Promise<boolean> => {
      for (const action of all) action.forget()
      const done = await actions[verb].run({ params: { id } })
      if (done === undefined) return false
      await refresh("installs.get")
      say(said[verb])
      return true
    },
    isRunning: all.some((action) => action.isRunning),
    error: all.find((action) => action.error !== undefined)?.error,
    forget: () => {
      for (const action of all) action.forget()
    },
  }
}
