// Emits `sw.js`: the worker beside this file, with the names of all files of the build and a version
// that is their hash.
import { createHash } from 'node:crypto'
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import type { Plugin } from 'vite'
import { builtFiles } from './built-files.ts'

/** Kept once they were shown: no hall has all of them. */
const flags = 'assets/flags/'

export function serviceWorker(): Plugin {
  let outDir = ''
  return {
    name: 'service-worker',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const files = (await builtFiles(outDir)).filter((file) => !file.endsWith('.map'))
        const version = createHash('sha256')
        for (const file of files)
          version.update(`${file}\n`).update(await readFile(join(outDir, file)))
        const shell = files.filter((file) => !file.startsWith(flags)).map((file) => `/${file}`)
        const worker = await readFile(join(import.meta.dirname, 'worker.js'), 'utf8')
        version.update(worker)
        const constants = {
          VERSION: version.digest('hex').slice(0, 16),
          SHELL: shell,
        }
        const head = Object.entries(constants)
          .map(([name, value]) => `const ${name} = ${JSON.stringify(value)}\n`)
          .join('')
        await writeFile(join(outDir, 'sw.js'), head + worker)
      },
    },
  }
}
