/** The installation's own proxy, as small as can be: says whom it calls for, and goes to another API where one does not answer. */
import { createServer, request } from 'node:http';
import type { IncomingMessage, Server, ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';

/** Listens on 127.0.0.1. @param apis ports of the web processes */
export async function startProxy(port: number, apis: readonly number[]): Promise<Server> {
  let turn = 0;
  const server = createServer((req, res) => {
    turn += 1;
    const order = [...apis.slice(turn % apis.length), ...apis.slice(0, turn % apis.length)];
    void buffer(req).then((body) => {
      pass(req, body, res, order);
    });
  });
  await new Promise<void>((resolve) => server.listen(port, '127.0.0.1', resolve));
  return server;
}

function pass(req: IncomingMessage, body: Buffer, res: ServerResponse, order: readonly number[]): void {
  const [port, ...others] = order;
  if (port === undefined) {
    res.writeHead(502).end();
    return;
  }
  const headers = {
    ...req.headers,
    'x-forwarded-for': req.socket.remoteAddress,
    'x-forwarded-proto': 'https',
  };
  const call = request({ host: '127.0.0.1', port, method: req.method, path: req.url, headers }, (answer) => {
    res.writeHead(answer.statusCode ?? 502, answer.headers);
    answer.pipe(res);
  });
  call.on('error', () => {
    // A call that was begun may have been carried out: whoever made it knows by its key whether it was.
    if (res.headersSent) res.destroy();
    else pass(req, body, res, others);
  });
  call.end(body);
}
