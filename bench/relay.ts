// The yardstick: a bare `ws` relay. Each message goes to everyone else as it comes; nothing is read, judged or kept.
// On joining it sends what it has been told to call its history.
import type { AddressInfo } from 'node:net'
import { WebSocketServer } from 'ws'
import { answerBench } from './child.ts'

let history: Buffer[] = []

const server = new WebSocketServer({ port: 0, host: '127.0.0.1', perMessageDeflate: false })
server.on('connection', (socket, request) => {
  const url = new URL(request.url ?? '/', 'http://relay')
  if (url.pathname === '/history') {
    // The bench hands over the messages that the relay is to have relayed before.
    history = []
    socket.on('message', (data) => history.push(data as Buffer))
    return
  }
  for (const message of history) socket.send(message)
  socket.on('message', (data) => {
    for (const client of server.clients) if (client !== socket) client.send(data)
  })
})
server.on('listening', () => {
  const { port } = server.address() as AddressInfo
  answerBench({ port }, () => {
    server.close()
  })
})
