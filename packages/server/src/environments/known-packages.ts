// Import names whose distribution has another name, as people meet them; `release` where the newest one no longer has the module.
export interface KnownPackage {
  readonly requirement: string
  readonly why?: string
}

const knownPackages: Readonly<Record<string, KnownPackage>> = {
  attr: { requirement: "attrs" },
  bs4: { requirement: "beautifulsoup4" },
  clarifai_utils: {
    requirement: "clarifai-utils==0.1.20",
    why: "newer releases of clarifai no longer bring it",
  },
  cv2: { requirement: "opencv-python-headless" },
  Crypto: { requirement: "pycryptodome" },
  dateutil: { requirement: "python-dateutil" },
  docx: { requirement: "python-docx" },
  dotenv: { requirement: "python-dotenv" },
  faiss: { requirement: "faiss-cpu" },
  fitz: { requirement: "pymupdf" },
  git: { requirement: "gitpython" },
  github: { requirement: "pygithub" },
  google_auth_oauthlib: { requirement: "google-auth-oauthlib" },
  "google.generativeai": { requirement: "google-generativeai" },
  "google.cloud.bigquery": { requirement: "google-cloud-bigquery" },
  "google.cloud.firestore": { requirement: "google-cloud-firestore" },
  "google.cloud.storage": { requirement: "google-cloud-storage" },
  "google.oauth2": { requirement: "google-auth" },
  googleapiclient: { requirement: "google-api-python-client" },
  jose: { requirement: "python-jose" },
  jwt: { requirement: "pyjwt" },
  MySQLdb: { requirement: "mysqlclient" },
  magic: { requirement: "python-magic" },
  OpenSSL: { requirement: "pyopenssl" },
  PIL: { requirement: "pillow" },
  pkg_resources: {
    requirement: "setuptools<81",
    why: "newer Pythons and setuptools no longer bring it",
  },
  distutils: { requirement: "setuptools<81", why: "Python 3.12 no longer brings it" },
  pptx: { requirement: "python-pptx" },
  psycopg2: { requirement: "psycopg2-binary" },
  serial: { requirement: "pyserial" },
  skimage: { requirement: "scikit-image" },
  sklearn: { requirement: "scikit-learn" },
  snowflake: { requirement: "snowflake-connector-python" },
  "snowflake.snowpark": { requirement: "snowflake-snowpark-python" },
  st_aggrid: { requirement: "streamlit-aggrid" },
  telegram: { requirement: "python-telegram-bot" },
  usb: { requirement: "pyusb" },
  wx: { requirement: "wxpython" },
  yaml: { requirement: "pyyaml" },
  zmq: { requirement: "pyzmq" },
}

/** The requirement that brings `module`, when its name alone does not say so. */
export function knownPackageFor(module: string): KnownPackage | undefined {
  // An index's spelling of an import's name (`clarifai-utils`) is met in requirements files.
  const parts = module.replaceAll("-", "_").split(".")
  for (let length = parts.length; length > 0; length -= 1) {
    const name = parts.slice(0, length).join(".")
    if (Object.hasOwn(knownPackages, name)) return knownPackages[name]
  }
  return undefined
}

/** The requirement that most likely brings `module`. */
export function packageFor(module: string): KnownPackage {
  const top = module.split(".")[0] ?? module
  return knownPackageFor(module) ?? { requirement: top.replaceAll("_", "-").toLowerCase() }
}

// Modules of Python itself that requirements files name by mistake.
const builtin = new Set(
  `argparse asyncio base64 collections csv datetime functools glob hashlib io itertools json logging math
  multiprocessing os pathlib pickle platform random re shutil sqlite3 string subprocess sys tempfile textwrap threading
  time traceback typing unittest urllib uuid warnings zipfile`.split(/\s+/u),
)

export function isBuiltin(name: string): boolean {
  return builtin.has(name.toLowerCase())
}
