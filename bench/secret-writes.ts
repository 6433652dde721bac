// Durable writes of one secret through the HTTP API: Modkeep's save (checked, sealed under a new key, with its audit record in one
// transaction, fsync) beside OpenBao's KV version 2 on raft with an audit file.
//
// Each writer has a document of its own and waits for each answer; both servers are asked by the same `fetch`.
import { join } from "node:path"

import { awaitVersion } from "../test/support/await-version.ts"
import { type ModkeepServer, startServer } from "../test/support/modkeep-server.ts"
import { makeRepository } from "../test/support/module-repository.ts"
import type { BenchOptions, BenchResult } from "./bench.ts"
import { type OpenBao, startOpenBao } from "./support/openbao.ts"
import { median, percentile } from "./support/percentile.ts"

const writers = [1, 8] as const
const seconds = 2

type Write = (writer: number, value: string) => Promise<void>

interface Round {
  readonly perSecond: number
  readonly times: readonly number[]
}

export async function secretWrites({ pairs }: BenchOptions): Promise<BenchResult> {
  const bao = await startOpenBao()
  try {
    const server = await startServer({ settings: { MODKEEP_LOG_LEVEL: "warn" } })
    try {
      return await measureBoth(server, bao, pairs)
    } finally {
      await server.dispose()
    }
  } finally {
    await bao.dispose()
  }
}

async function measureBoth(
  server: ModkeepServer,
  bao: OpenBao,
  pairs: number,
): Promise<BenchResult> {
  const save = await documentsOf(server, Math.max(...writers))
  const put: Write = async (writer, value) => bao.write(`writer-${writer}`, value)
  const rows: string[][] = []
  const audited = await bao.audited()
  for (const count of writers) rows.push(...(await compare({ count, pairs, save, put })))
  if ((await bao.audited()) === audited) throw new Error("OpenBao did not audit its writes")
  return {
    columns: ["Writers", "server", "writes/s", "p50 ms", "p99 ms", "÷ OpenBao"],
    rows,
    notes: [
      `One key in each document, a new value each time; ${seconds} s of each in turn, ${pairs} rounds after one to warm up, medians. Modkeep: SQLite with synchronous=FULL, PUT /api/v1/versions/{id}/secrets, no process to deliver to. OpenBao ${bao.version}: POST /v1/secret/data/…, one raft node, audit to a file.`,
      "Both lie on the same disk; servers and writers share the machine's cores.",
    ],
  }
}

async function compare(order: {
  readonly count: number
  readonly pairs: number
  readonly save: Write
  readonly put: Write
}): Promise<string[][]> {
  const { count, pairs, save, put } = order
  const own: Round[] = []
  const theirs: Round[] = []
  for (let round = 0; round <= pairs; round++) {
    const pair = [await measure(count, save, `own-${round}`), await measure(count, put, `${round}`)]
    if (round > 0)
      for (const [at, list] of [own, theirs].entries()) list.push(...pair.slice(at, at + 1))
  }
  const ratio = median(
    own.map(({ perSecond }, at) => perSecond / (theirs[at]?.perSecond ?? Number.NaN)),
  )
  return [
    [String(count), "Modkeep", ...figures(own), `${ratio.toFixed(1)} ×`],
    [String(count), "OpenBao", ...figures(theirs), "1.0 ×"],
  ]
}

function figures(rounds: readonly Round[]): string[] {
  const times = rounds.flatMap((round) => round.times)
  return [
    median(rounds.map(({ perSecond }) => perSecond)).toFixed(0),
    percentile(times, 0.5).toFixed(1),
    percentile(times, 0.99).toFixed(1),
  ]
}

async function measure(count: number, write: Write, mark: string): Promise<Round> {
  const begun = performance.now()
  const times: number[] = []
  await Promise.all(
    Array.from({ length: count }, async (_, writer) => {
      for (let at = 0; performance.now() - begun < seconds * 1_000; at++) {
        const sent = performance.now()
        await write(writer, `value-${mark}-${writer}-${at}`)
        times.push(performance.now() - sent)
      }
    }),
  )
  return { perSecond: times.length / ((performance.now() - begun) / 1_000), times }
}

/** As many documents as writers; each save builds on the one before. */
async function documentsOf(server: ModkeepServer, count: number): Promise<Write> {
  const { client } = server
  const repository = await makeRepository(join(server.folder, "repositories", "writes"))
  await repository.commit(
    { "app.py": "import streamlit as st\nst.text(1)\n", "requirements.txt": "streamlit==1.40.2\n" },
    "2024-11-30T12:00:00Z",
  )
  const module = await client.call("modules.create", {
    body: { name: "writes", repository: repository.url },
  })
  const documents: { address: string; etag: string }[] = []
  while (documents.length < count) {
    const { data } = await client.call("versions.create", {
      params: { id: module.data.id },
      body: { secrets: 'API_KEY = "first"\n' },
    })
    await awaitVersion(client, data.id)
    documents.push({ address: `${server.origin}/api/v1/versions/${data.id}/secrets`, etag: '"1"' })
  }
  return async (writer, value) => {
    const document = documents[writer]
    if (document === undefined) throw new Error(`There is no document for writer ${writer}`)
    const answer = await fetch(document.address, {
      method: "PUT",
      headers: {
        authorization: `Bearer ${server.token}`,
        "content-type": "application/json",
        "if-match": document.etag,
      },
      body: JSON.stringify({ text: `API_KEY = "${value}"\n` }),
    })
    const text = await answer.text()
    if (!answer.ok) throw new Error(`Modkeep answers ${answer.status}: ${text}`)
    document.etag = answer.headers.get("etag") ?? ""
  }
}
