// How the page is built and served while developing, and how Vitest runs.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { apiServer } from './scripts/vite/api-server.ts'
import { precompress } from './scripts/vite/precompress.ts'
import { serviceWorker } from './scripts/vite/service-worker.ts'

const apiPort = Number(process.env.PORT ?? 8787)

/** Tests of these folders (globs); `alone`: each file in a process of its own. */
function project(name: string, folders: readonly string[], alone: boolean) {
  return {
    extends: true as const,
    test: {
      name,
      root: import.meta.dirname,
      include: folders.map((folder) =>
        folder.endsWith('.ts') ? `test/${folder}` : `test/${folder}/**/*.test.ts`,
      ),
      environment: 'node' as const,
      pool: 'forks' as const,
      isolate: alone,
      testTimeout: 15_000,
      hookTimeout: 20_000,
    },
  }
}

export default defineConfig({
  root: 'client',
  cacheDir: '../node_modules/.vite',
  plugins: [
    svelte({
      configFile: false,
      compilerOptions: {
        runes: ({ filename }) => (filename.includes('node_modules') ? undefined : true),
      },
    }),
    serviceWorker(),
    precompress(),
    apiServer(apiPort),
  ],
  build: {
    outDir: '../dist/client',
    emptyOutDir: true,
    target: 'es2023',
    // The page's policy knows no `data:`; every file has an address of its own.
    assetsInlineLimit: 0,
    modulePreload: { polyfill: false },
    rolldownOptions: {
      output: {
        // Kept apart for the worker, which keeps of the many flags only those that were shown.
        assetFileNames: ({ originalFileNames: [file = ''] }) =>
          file.endsWith('.svg')
            ? 'assets/flags/[name]-[hash][extname]'
            : 'assets/[name]-[hash][extname]',
      },
    },
  },
  server: {
    proxy: {
      // The three doors. Everything else, `/seat/…` and `/welcome` among it, is a page.
      '^/(api|documents|join|board|caucus|socket\\.io|health|metrics)(/|\\?|$)': {
        target: `http://127.0.0.1:${apiPort}`,
        ws: true,
      },
    },
  },
  test: {
    root: import.meta.dirname,
    projects: [
      // What starts servers and kills them has a process to itself; the rest shares one, which starts in no time.
      project('doors', ['demo', 'doors', 'protocol', 'storage'], true),
      project('rules', ['*.test.ts', '!(demo|doors|e2e|protocol|storage)'], false),
    ],
    maxWorkers: 2,
  },
})
