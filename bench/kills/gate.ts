/** A TCP proxy before a part of the service: lets bytes pass, stops a line at a chosen byte, or sends lines elsewhere. */
import type { AddressInfo, Socket } from 'node:net';
import { connect, createServer } from 'node:net';

type Direction = 'asked' | 'answered';

/** How many bytes of this chunk may still pass on the line that is stopped with it; null where it is not this one. */
type Stopping = (chunk: string) => number | null;

export interface Gate {
  readonly port: number;
  /** From now on nothing that is asked passes, on any line, until `open`; answers do. */
  hold(): void;
  /** Stops the next line whose chunk is the one meant. Resolves when one is stopped. */
  stopNext(direction: Direction, stopping: Stopping): Promise<void>;
  /** Cuts every line on which such a chunk is asked, once so much of it has passed; null ends that. */
  cutEvery(stopping: Stopping | null): void;
  /** New lines go to this port, and those that are there are cut. */
  divert(port: number): void;
  /** What was held or stopped goes on, unless one of its two ends is gone by now. */
  open(): void;
  close(): Promise<void>;
}

/** @param port of the part on this machine */
export async function openGate(port: number): Promise<Gate> {
  const lines = new Set<Line>();
  const now: {
    target: number;
    holding: boolean;
    cutting: Stopping | null;
    next: { direction: Direction; stopping: Stopping; reached: () => void } | null;
  } = { target: port, holding: false, cutting: null, next: null };

  /** How much of the chunk passes before its line is stopped; all of it where it is not. */
  const passing = (line: Line, direction: Direction, chunk: Buffer): number => {
    const { next } = now;
    if (now.holding && direction === 'asked') line.stopped = true;
    if (next?.direction !== direction || line.stopped) return chunk.length;
    const bytes = next.stopping(chunk.toString('latin1'));
    if (bytes === null) return chunk.length;
    now.next = null;
    line.stopAfter(direction, chunk, bytes);
    next.reached();
    return 0;
  };

  const server = createServer((near) => {
    const line = new Line(near, connect(now.target, '127.0.0.1'));
    lines.add(line);
    line.onEnd(() => lines.delete(line));
    line.onBytes((direction, chunk) => {
      const cutAt = direction === 'asked' ? (now.cutting?.(chunk.toString('latin1')) ?? null) : null;
      if (cutAt !== null) line.cutAfter(chunk.subarray(0, cutAt));
      else if (passing(line, direction, chunk) > 0) line.pass(direction, chunk);
    });
  });
  await new Promise<void>((resolve) => {
    server.listen(0, '127.0.0.1', resolve);
  });
  const address = server.address() as AddressInfo;
  return {
    port: address.port,
    hold() {
      now.holding = true;
    },
    stopNext: (direction, stopping) =>
      new Promise((reached) => {
        now.next = { direction, stopping, reached };
      }),
    cutEvery(stopping) {
      now.cutting = stopping;
    },
    divert(target) {
      now.target = target;
      for (const line of lines) line.cut();
    },
    open() {
      now.holding = false;
      now.next = null;
      for (const line of lines) line.goOn();
    },
    async close() {
      for (const line of lines) line.cut();
      await new Promise((resolve) => server.close(resolve));
    },
  };
}

class Line {
  stopped = false;
  private readonly ends: Readonly<Record<Direction, Socket>>;
  private readonly kept: { readonly direction: Direction; readonly chunk: Buffer }[] = [];

  /** What is asked goes to `far`, what is answered to `near`. */
  constructor(near: Socket, far: Socket) {
    this.ends = { asked: far, answered: near };
    for (const end of [near, far]) {
      end.setNoDelay(true);
      end.on('error', () => {
        this.cut();
      });
      end.on('close', () => {
        this.cut();
      });
    }
  }

  onBytes(told: (direction: Direction, chunk: Buffer) => void): void {
    this.ends.answered.on('data', (chunk: Buffer) => {
      told('asked', chunk);
    });
    this.ends.asked.on('data', (chunk: Buffer) => {
      told('answered', chunk);
    });
  }

  onEnd(told: () => void): void {
    this.ends.answered.once('close', told);
  }

  pass(direction: Direction, chunk: Buffer): void {
    if (this.stopped) this.kept.push({ direction, chunk });
    else this.ends[direction].write(chunk);
  }

  stopAfter(direction: Direction, chunk: Buffer, bytes: number): void {
    if (bytes > 0) this.ends[direction].write(chunk.subarray(0, bytes));
    this.stopped = true;
    this.kept.push({ direction, chunk: chunk.subarray(bytes) });
  }

  goOn(): void {
    this.stopped = false;
    for (const { direction, chunk } of this.kept.splice(0)) this.ends[direction].write(chunk);
  }

  cutAfter(chunk: Buffer): void {
    this.ends.asked.write(chunk, () => {
      this.cut();
    });
  }

  cut(): void {
    this.ends.asked.destroy();
    this.ends.answered.destroy();
  }
}
