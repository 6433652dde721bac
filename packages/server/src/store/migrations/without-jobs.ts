// Migration 3: the queue of jobs goes. What is under way is read from the rows it is about, such as the versions that are building,
// and nothing was ever queued.
import type { Migration } from "./migration.ts"

export const withoutJobs: Migration = {
  number: 3,
  name: "without jobs",
  statements: () => ["drop table jobs"],
}
