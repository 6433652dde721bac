// The server's program: `serve`, `serve --stop` and `sign-in-link`. What cannot be done is said in one sentence, with exit code 1.
import { Fault } from "#base/fault.ts"
import { readConfig } from "#config.ts"

import { printSignInLink } from "./composition/print-sign-in-link.ts"
import { serve } from "./composition/serve.ts"
import { stopAll } from "./composition/stop-all.ts"

const [verb, ...args] = process.argv.slice(2)
try {
  const isStop = verb === "serve" && args.includes("--stop")
  const config = readConfig(args.filter((arg) => arg !== "--stop"))
  if (isStop) await stopAll(config)
  else if (verb === "serve") await serve(config)
  else if (verb === "sign-in-link") await printSignInLink(config)
  else
    throw new Fault("config.invalid", {
      public: "Say what to do: serve, serve --stop or sign-in-link",
    })
} catch (thrown) {
  if (!(thrown instanceof Fault)) throw thrown
  process.stderr.write(`modkeep: ${thrown.public}\n`)
  process.exit(1)
}
