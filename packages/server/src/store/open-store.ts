// Opens the store that the settings name, migrated and ready: a SQLite file, or a PostgreSQL database.
import type { Clock } from "#base/clock.ts"
import { Fault } from "#base/fault.ts"
import { openPostgres } from "./open-postgres.ts"
import { openSqlite } from "./open-sqlite.ts"
import type { Store } from "./store.ts"

export type DatabasePlace = { readonly path: string } | { readonly url: string }

export async function openStore(place: DatabasePlace, clock: Clock): Promise<Store> {
  if ("path" in place) return await openSqlite({ path: place.path, clock })
  if (/^postgres(ql)?:\/\//.test(place.url)) return await openPostgres({ url: place.url, clock })
  throw new Fault("config.invalid", {
    public:
      "MODKEEP_DATABASE_URL must begin with postgres:// (leave it out to use SQLite in the data folder)",
  })
}
