// Writes a `.br` and a `.gz` beside every text file of the build, once and at the best ratio, for the
// server to hand out as they are.
import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { promisify } from 'node:util'
import { brotliCompress, gzip } from 'node:zlib'
import type { Plugin } from 'vite'
import { builtFiles } from './built-files.ts'

const textFile = /\.(?:js|css|html|svg|json|webmanifest|txt)$/
/** Below this a compressed answer is no shorter on the wire. */
const smallest = 1024

export function precompress(): Plugin {
  let outDir = ''
  return {
    name: 'precompress',
    apply: 'build',
    configResolved(config) {
      outDir = join(config.root, config.build.outDir)
    },
    writeBundle: {
      order: 'post',
      sequential: true,
      async handler() {
        const files = (await builtFiles(outDir)).filter((file) => textFile.test(file))
        await Promise.all(files.map((file) => compress(join(outDir, file))))
      },
    },
  }
}

async function compress(path: string): Promise<void> {
  const text = await readFile(path)
  if (text.length < smallest) return
  const [br, gz] = await Promise.all([
    promisify(brotliCompress)(text),
    promisify(gzip)(text, { level: 9 }),
  ])
  await Promise.all([writeFile(`${path}.br`, br), writeFile(`${path}.gz`, gz)])
}
