// How the page is built and served while developing, and how Vitest runs.
import { svelte } from '@sveltejs/vite-plugin-svelte'
import { defineConfig } from 'vitest/config'
import { apiServer } from './scripts/vite/api-server.ts'
import { precompress } from './scripts/vite/precompress.ts'
import { serviceWorker } from './scripts/vite/service-worker.ts'

const apiPort = Number(process.env.PORT ?? 8787)

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
      {
        extends: true,
        test: {
          name: 'node',
          root: import.meta.dirname,
          include: ['test/**/*.test.ts'],
          exclude: ['test/e2e/**'],
          environment: 'node',
          pool: 'forks',
          testTimeout: 15_000,
          hookTimeout: 20_000,
        },
      },
    ],
    maxWorkers: 2,
  },
})
