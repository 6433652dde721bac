// Every migration, in order. A new one goes to the end and gets the next number.
import { accounts } from "./accounts.ts"
import { firstTables } from "./first-tables.ts"
import type { Migration } from "./migration.ts"
import { withoutJobs } from "./without-jobs.ts"

export const allMigrations: readonly Migration[] = [firstTables, accounts, withoutJobs]
