// `npm run dev` is one command: beside Vite runs the server, started anew when its sources change. It is told where
// Vite listens, so that the links it prints lead to the page that reloads.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Plugin } from 'vite'

export function apiServer(port: number): Plugin {
  return {
    name: 'api-server',
    apply: (_, { command, mode, isPreview }) =>
      command === 'serve' && mode === 'development' && isPreview !== true,
    configureServer({ httpServer }) {
      let server: ChildProcess | undefined
      const stop = () => server?.kill()
      httpServer?.once('listening', () => {
        const address = httpServer.address()
        const vitePort = typeof address === 'object' ? address?.port : undefined
        server = spawn(process.execPath, ['--watch', '--watch-preserve-output', 'server/main.ts'], {
          stdio: 'inherit',
          env: {
            PUBLIC_URL: `http://localhost:${String(vitePort)}`,
            ...process.env,
            PORT: String(port),
          },
        })
      })
      process.once('exit', stop)
      httpServer?.once('close', stop)
    },
  }
}
