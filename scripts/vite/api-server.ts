// `npm run dev` is one command: beside Vite runs the server, started anew when its sources change.
import { type ChildProcess, spawn } from 'node:child_process'
import type { Plugin } from 'vite'

export function apiServer(port: number): Plugin {
  return {
    name: 'api-server',
    apply: (_, { command, mode, isPreview }) =>
      command === 'serve' && mode === 'development' && isPreview !== true,
    configureServer(vite) {
      const server: ChildProcess = spawn(
        process.execPath,
        ['--watch', '--watch-preserve-output', 'server/main.ts'],
        { stdio: 'inherit', env: { ...process.env, PORT: String(port) } },
      )
      const stop = () => server.kill()
      process.once('exit', stop)
      vite.httpServer?.once('close', stop)
    },
  }
}
