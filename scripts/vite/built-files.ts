// The files of a finished build.
import { readdir } from 'node:fs/promises'
import { join, relative } from 'node:path'

/** Paths relative to the folder, with forward slashes, sorted. */
export async function builtFiles(folder: string): Promise<readonly string[]> {
  const entries = await readdir(folder, { recursive: true, withFileTypes: true })
  return entries
    .filter((entry) => entry.isFile())
    .map((entry) => relative(folder, join(entry.parentPath, entry.name)).replaceAll('\\', '/'))
    .sort()
}
