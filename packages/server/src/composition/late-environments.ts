// The environments room, opened beside the start: finding interpreters and bringing uv takes longer than a start may.
// A build waits for it; when it could not be opened the build says why, and the next build tries again.

import type { Config } from "#config.ts"
import { type Environments, openEnvironments } from "#environments/environments.ts"
import type { PrepareRequest, Prepared } from "#environments/prepare-environment.ts"
import type { Preview, PreviewRequest } from "#environments/preview-environment.ts"
import type { Log } from "#observe/log.ts"

export interface LateEnvironments {
  /** Begins to open the room without waiting for it. */
  begin(): void
  prepare(request: PrepareRequest): Promise<Prepared>
  preview(request: PreviewRequest): Promise<Preview>
  remove(id: string): Promise<void>
}

export function lateEnvironments(config: Config, log: Log): LateEnvironments {
  let opening: Promise<Environments> | undefined
  const opened = async (): Promise<Environments> => {
    opening ??= open(config, log)
    try {
      return await opening
    } catch (cause) {
      opening = undefined
      throw cause
    }
  }
  return {
    begin: () => {
      opened().catch((cause: unknown) =>
        log.warn({ err: cause }, "the tools for builds are not there yet"),
      )
    },
    prepare: async (request) => await (await opened()).prepare(request),
    preview: async (request) => await (await opened()).preview(request),
    remove: async (id) => await (await opened()).remove(id),
  }
}

async function open(config: Config, log: Log): Promise<Environments> {
  return await openEnvironments({
    data: config.data,
    path: config.path,
    home: config.home,
    pyenvRoot: config.pyenvRoot,
    network: networkOf(config),
    isRoot: process.getuid?.() === 0,
    onText: (text) => log.info(text),
  })
}

function networkOf({ passedOn, httpsProxy, noProxy }: Config): Record<string, string> {
  return {
    ...passedOn,
    ...(httpsProxy === undefined ? {} : { HTTPS_PROXY: httpsProxy }),
    ...(noProxy === undefined ? {} : { NO_PROXY: noProxy }),
  }
}
