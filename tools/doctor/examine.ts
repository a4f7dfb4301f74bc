/** One whole examination. What is only just under way is no fault: a finding counts when the next look finds it too. */
import { setTimeout as pause } from 'node:timers/promises';
import { createLog } from '../../config/log.ts';
import type { Settings } from '../../config/settings.ts';
import { connectEngine } from '../../engine/index.ts';
import { lookAtAudit } from './audit.ts';
import { lookAtCases } from './cases.ts';
import { lookAtEmails } from './emails.ts';
import { lookAtErasures } from './erasures.ts';
import { stillThere } from './finding.ts';
import type { Finding } from './finding.ts';
import { lookAtDatabase, lookAtEngine, lookAtMailServer } from './parts.ts';

export interface Examination {
  readonly findings: readonly Finding[];
  /** Worth knowing, though nothing is to be mended. */
  readonly notes: readonly string[];
  readonly openCases: number;
  /** Whatever the repairs of these findings need; to be called once they are done. */
  close(): Promise<void>;
}

const LOOK_AGAIN_MS = 500;

/**
 * @param patience milliseconds for which a finding must stay to count
 * @param every whether every workflow is asked, however many there are
 */
export async function examine(settings: Settings, patience: number, every = false): Promise<Examination> {
  const deadline = Date.now() + patience;
  let examined = await look(settings, every);
  while (examined.findings.length > 0 && Date.now() < deadline) {
    const before = examined;
    await before.close();
    await pause(LOOK_AGAIN_MS);
    const now = await look(settings, every);
    examined = { ...now, findings: stillThere(before.findings, now.findings) };
  }
  return examined;
}

async function look(settings: Settings, every: boolean): Promise<Examination> {
  const [database, engineLook, mailServer] = await Promise.all([
    lookAtDatabase(settings),
    lookAtEngine(settings),
    lookAtMailServer(settings),
  ]);
  const parts = [...database.findings, ...engineLook.findings, ...mailServer];
  const { records } = database;
  if (records === null) return { findings: parts, notes: [], openCases: 0, close: () => Promise.resolve() };
  const engine = connectEngine({ temporal: settings.temporal, records, log: createLog('doctor', 'silent') });
  const close = async (): Promise<void> => {
    await engine.close();
    await records.close();
  };
  try {
    const { server, worker } = engineLook.health;
    const caseParts = { records, engine, server, worker };
    const cases = await lookAtCases(caseParts, every);
    const emails = await lookAtEmails(caseParts);
    const erasures = await lookAtErasures(caseParts);
    const audit = await lookAtAudit(records);
    return {
      findings: [...parts, ...cases.findings, ...emails.findings, ...erasures, ...audit],
      notes: emails.notes,
      openCases: cases.open,
      close,
    };
  } catch (error) {
    await close();
    throw error;
  }
}
