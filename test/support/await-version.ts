// Follows a build to its end, by its events.
import type { AnswerOf, Client } from "@modkeep/contract/client"

/** The version once it is ready or failed. */
export async function awaitVersion(client: Client, id: string): Promise<AnswerOf<"versions.get">> {
  for await (const _ of client.events("versions.events", { params: { id } })) {
    // The stream ends with the build.
  }
  return (await client.call("versions.get", { params: { id } })).data
}
