// Where each field of the module's sign-in comes from: the environment that the secrets make, or the launch query. No values.
import { type AuthRules, clarifai, resolveAuth } from "@modkeep/contract/auth/resolve-auth"
import type { Answer } from "@modkeep/contract/answer"
import type { InstallId } from "@modkeep/contract/ids"
import type { authState } from "@modkeep/contract/schemas/install"

import type { Actor } from "#identity/actor.ts"
import { versions } from "#store/versions.ts"

import type { Context } from "./context.ts"
import { environmentNames } from "./documents/environment-names.ts"
import { getInstall } from "./show-install.ts"
import { readScan } from "./stored-scan.ts"

export async function showAuth(
  context: Context,
  actor: Actor,
  id: InstallId,
): Promise<Answer<typeof authState>> {
  const { db } = context.store
  const install = await getInstall(db, actor, id, "look")
  const { auth, profile } = readScan(await versions.get(db, install.version))
  const environment = await environmentNames(context, db, install)
  const rules: AuthRules = auth ?? clarifai
  const { values, problems } = resolveAuth(
    environment,
    new URLSearchParams(install.query).toString(),
    rules,
  )
  return {
    profile: profile ?? null,
    fields: rules.fields.map(({ name, env, query }) => ({
      name,
      origin: values[name]?.from ?? "missing",
      environment: env,
      query,
    })),
    valid: profile === undefined || problems.length === 0,
    problems: profile === undefined ? [] : problems.map((problem) => sentence(rules, problem)),
  }
}

function sentence(
  rules: AuthRules,
  { code, fields }: { code: "missing" | "ambiguous"; fields: readonly string[] },
): string {
  const named = rules.fields.filter(({ name }) => fields.includes(name))
  const variables = named.map(({ env }) => env).join(" or ")
  if (code === "ambiguous")
    return `${fields.join(" and ")} are both given: keep one of ${variables}`
  const isCredential = named.some(({ kind }) => kind === "credential")
  const mend = isCredential
    ? `write ${variables} into the secrets`
    : `write ${variables} into the secrets, or ${fields.join(" or ")} into the launch query`
  return `${fields.join(" or ")} is missing: ${mend}`
}
