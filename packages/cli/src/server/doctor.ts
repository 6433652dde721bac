// What this machine gives to Modkeep: what is needed, what makes it better, and whether a server answers. Looks only.
import type { Call } from "../call.ts"
import { findSignIn, makeClient } from "../connect.ts"
import { exitCode, type ExitCode } from "../exit-code.ts"
import { plain, printTable } from "../table.ts"
import { type Finding, lookAtMachine } from "./machine-findings.ts"

export async function doctor(call: Call): Promise<ExitCode> {
  const findings = [...(await lookAtMachine(call.environment)), ...(await lookAtServer(call))]
  const { terminal } = call
  if (call.wantsJson) terminal.json({ items: findings, next: null })
  else {
    printTable(terminal, findings, [
      {
        title: "",
        of: ({ state }) =>
          terminal.isTable ? { good: "✓", poor: "!", missing: "✗" }[state] : state,
      },
      { title: "WHAT", of: ({ name }) => name },
      { title: "FOUND", of: ({ found }) => found },
      { title: "", of: ({ help }) => help ?? "" },
    ])
  }
  return findings.some(({ state }) => state === "missing") ? exitCode.failed : exitCode.done
}

/** Whether it serves, and, for its operator, what its machine does not keep apart. */
async function lookAtServer(call: Call): Promise<Finding[]> {
  const { server, token } = await findSignIn(call)
  const answer = await lookAtSignIn(server, token)
  if (token === undefined || answer.state !== "good") return [answer]
  // Only an operator is told.
  const health = await makeClient(server, token)
    .call("operator.health", {})
    .catch(() => undefined)
  const isolation = health?.data.items.filter(({ name }) => name === "Isolation") ?? []
  return [
    answer,
    ...isolation.map(({ state, found, help }) => ({
      name: "isolation",
      state,
      found: plain(found),
      ...(help === null ? {} : { help: plain(help) }),
    })),
  ]
}

async function lookAtSignIn(server: string, token: string | undefined): Promise<Finding> {
  const name = "server"
  const answer = await fetch(`${server}/readyz`, {
    signal: AbortSignal.timeout(3000),
    redirect: "manual",
  }).catch(() => undefined)
  await answer?.body?.cancel()
  if (answer === undefined)
    return {
      name,
      state: "poor",
      found: `${server} does not answer`,
      help: "start it with npm start, or sign in elsewhere",
    }
  if (answer.status !== 200)
    return {
      name,
      state: "poor",
      found: `${server} is not ready (${answer.status})`,
      help: "it starts or stops: look again in a moment, then at its output",
    }
  if (token === undefined)
    return {
      name,
      state: "poor",
      found: `${server} is ready, nobody is signed in`,
      help: `modkeep login ${server}`,
    }
  const me = await makeClient(server, token)
    .call("me.get", {})
    .catch(() => undefined)
  if (me === undefined)
    return {
      name,
      state: "poor",
      found: `${server} does not accept the token`,
      help: `modkeep login ${server}`,
    }
  return { name, state: "good", found: `${server}, signed in as ${plain(me.data.user.name)}` }
}
