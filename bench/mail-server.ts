/**
 * The mail server of the benchmark as a process: takes every email whole, and keeps none. That of `npm start` reads each
 * and shows it, which takes longer than all that the service does for it, and which no mail relay does.
 */
import { SMTPServer } from 'smtp-server';

const server = new SMTPServer({
  authOptional: true,
  disabledCommands: ['STARTTLS'],
  onData(stream, _session, taken) {
    stream.once('end', () => {
      taken();
    });
    stream.resume();
  },
});
server.listen(Number(process.argv[2]), '127.0.0.1', () => {
  console.log('The mail server is ready');
});
process.once('SIGTERM', () => {
  server.close(() => process.exit(0));
});
