// Where the browser of the tests comes from, and how it is started.
import { constants, existsSync } from 'node:fs'
import { access, mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'

/** For Playwright's `launchOptions` and `chromium.launch`. */
export interface LaunchOptions {
  readonly executablePath: string
  readonly args: string[]
  readonly env: Record<string, string>
}

/** `CHROMIUM_PATH`, else the browser that comes as a package (Linux x64), else the system's. */
export async function chromium(): Promise<LaunchOptions> {
  const named = process.env.CHROMIUM_PATH
  if (named !== undefined && named !== '') {
    if (await runs(named)) return launch(named)
    throw new Error(`CHROMIUM_PATH names ${named}, which is no program that may be run.`)
  }
  if (process.platform === 'linux' && process.arch === 'x64') return packaged()
  for (const path of systemPaths) if (await runs(path)) return launch(path)
  throw new Error('No Chromium was found: install one, or name one in CHROMIUM_PATH.')
}

const systemPaths = [
  '/usr/bin/chromium',
  '/usr/bin/chromium-browser',
  '/usr/bin/google-chrome',
  '/Applications/Google Chrome.app/Contents/MacOS/Google Chrome',
  '/Applications/Chromium.app/Contents/MacOS/Chromium',
  'C:\\Program Files\\Google\\Chrome\\Application\\chrome.exe',
]

const args = [
  '--no-sandbox',
  '--disable-gpu',
  '--disable-dev-shm-usage',
  '--disable-background-networking',
  '--disable-component-update',
  '--disable-domain-reliability',
  '--disable-sync',
  '--no-default-browser-check',
  '--no-first-run',
  '--no-pings',
  '--font-render-hinting=none',
]

function launch(executablePath: string, env: Record<string, string> = {}): LaunchOptions {
  const inherited = Object.entries(process.env).filter(
    (entry): entry is [string, string] => entry[1] !== undefined,
  )
  return { executablePath, args, env: { ...Object.fromEntries(inherited), ...env } }
}

async function runs(path: string): Promise<boolean> {
  return access(path, constants.X_OK).then(
    () => true,
    () => false,
  )
}

/**
 * The package holds the browser compressed. It is unpacked once, aside, and moved into place in one
 * step, so that workers and test runs side by side never start half a file.
 */
async function packaged(): Promise<LaunchOptions> {
  const folder = join(import.meta.dirname, '../../node_modules/@sparticuz/chromium')
  const manifest = await readFile(join(folder, 'package.json'), 'utf8')
  const { version } = JSON.parse(manifest) as { version: string }
  const cache = join(import.meta.dirname, '../../node_modules/.cache')
  const home = join(cache, `chromium-${version}`)
  if (!(await runs(join(home, 'chromium')))) await unpack(join(folder, 'bin'), cache, home)
  return launch(join(home, 'chromium'), {
    LD_LIBRARY_PATH: [join(home, 'al2023/lib'), process.env.LD_LIBRARY_PATH ?? ''].join(':'),
    // A bare machine has no fonts at all; Chromium does not start without a single one.
    ...(existsSync('/etc/fonts/fonts.conf') ? {} : { FONTCONFIG_PATH: join(home, 'fonts') }),
  })
}

/** The package's own names folders of another place. */
const fontsConf = `<?xml version="1.0"?>
<!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
  <dir prefix="relative">fonts</dir>
  <cachedir prefix="relative">cache</cachedir>
</fontconfig>
`

async function unpack(packed: string, cache: string, home: string): Promise<void> {
  const { inflate } = await import('@sparticuz/chromium')
  await mkdir(cache, { recursive: true })
  const aside = await mkdtemp(join(cache, 'unpacking-'))
  const temporary = process.env.TMPDIR
  // The package unpacks into the folder for temporary files, wherever that is.
  process.env.TMPDIR = aside
  try {
    await Promise.all(
      ['chromium.br', 'fonts.tar.br', 'al2023.tar.br'].map((file) => inflate(join(packed, file))),
    )
    await writeFile(join(aside, 'fonts/fonts.conf'), fontsConf)
    await rename(aside, home)
  } catch (error) {
    await rm(aside, { recursive: true, force: true })
    // Another run was quicker.
    if (!(await runs(join(home, 'chromium')))) throw error
  } finally {
    if (temporary === undefined) delete process.env.TMPDIR
    else process.env.TMPDIR = temporary
  }
}
