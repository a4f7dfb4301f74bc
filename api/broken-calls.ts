/** Calls that are no HTTP, or too large to be looked at, never reach the application: they get problem+json too. */
import type { RequestListener, Server } from 'node:http';
import { STATUS_CODES } from 'node:http';
import type { Duplex } from 'node:stream';

export function answerBrokenCalls(server: Server): void {
  server.on('clientError', (error: NodeJS.ErrnoException, socket) => {
    if (error.code === 'HPE_HEADER_OVERFLOW') refuse(socket, 431, 'too-large', 'The headers are too large.');
    else if (error.code === 'ERR_HTTP_REQUEST_TIMEOUT')
      refuse(socket, 408, 'invalid', 'The call took too long to arrive.');
    else refuse(socket, 400, 'invalid', 'This is no HTTP that is understood.');
  });
  server.on('connect', (_req, socket) => {
    refuse(socket, 405, 'method-not-allowed', 'CONNECT is not taken.');
  });
  server.on('checkExpectation', (_req, res) => {
    const body = problemOf(417, 'invalid', 'Only "100-continue" can be expected.');
    res.writeHead(417, { 'Content-Type': 'application/problem+json' }).end(body);
  });
}

/** An address that no URL can hold would pass by every middleware of the application. */
export function onlyWithAddress(app: RequestListener): RequestListener {
  return (req, res) => {
    if (URL.canParse(req.url ?? '', 'http://any.example')) {
      app(req, res);
      return;
    }
    const body = problemOf(400, 'invalid', 'The address is not understood.');
    res.writeHead(400, { 'Content-Type': 'application/problem+json' }).end(body);
  };
}

const titleOf = (status: number): string => STATUS_CODES[status] ?? 'Not understood';

const problemOf = (status: number, name: string, detail: string): string =>
  JSON.stringify({ type: `/problems/${name}`, title: titleOf(status), status, detail });

function refuse(socket: Duplex, status: number, name: string, detail: string): void {
  if (!socket.writable) {
    socket.destroy();
    return;
  }
  const body = problemOf(status, name, detail);
  const head = [
    `HTTP/1.1 ${status} ${titleOf(status)}`,
    'Content-Type: application/problem+json',
    `Content-Length: ${Buffer.byteLength(body)}`,
    'Connection: close',
  ];
  socket.end(`${head.join('\r\n')}\r\n\r\n${body}`);
}
