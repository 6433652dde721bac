// Starts a build that never ends. Arguments: the data folder, the index. Its parent kills it.
import { openEnvironments } from "../../packages/server/src/environments/environments.ts"
import { prepare, sharedSettings } from "./build-room.ts"

const [data = "", url = ""] = process.argv.slice(2)
const room = await openEnvironments({ ...sharedSettings, data, network: { UV_DEFAULT_INDEX: url } })
await prepare(room, { requirements: "streamlit\nsleeper\n", date: "2023-07-01T00:00:00Z" })
