/**
 * The portal on disk: `journal.jsonl` holds one line per request that changed something, written before the request is
 * answered, so that a process killed at any moment has lost nothing it acknowledged. `snapshot.jsonl` holds the state up to
 * a line of the journal; it replaces that part of the journal when the journal has grown.
 */
import {
  closeSync,
  existsSync,
  fsyncSync,
  ftruncateSync,
  mkdirSync,
  openSync,
  readFileSync,
  renameSync,
  writeSync,
} from 'node:fs';
import { join } from 'node:path';
import type { Change, Store } from './store.ts';

export interface Journal {
  write(changes: readonly Change[]): void;
  /** Makes the snapshot of what the store holds now the start of the journal. */
  compact(store: Store): void;
  close(): void;
}

interface Line {
  readonly seq: number;
  readonly changes: readonly Change[];
}

const compactAfterBytes = 64 * 1024 * 1024;

/** Reads what the folder holds into the store, and goes on from there. */
export function openJournal(folder: string, store: Store): Journal {
  mkdirSync(folder, { recursive: true });
  const journalPath = join(folder, 'journal.jsonl');
  const snapshotPath = join(folder, 'snapshot.jsonl');
  let seq = 0;
  if (existsSync(snapshotPath)) {
    for (const line of readLines(snapshotPath).lines) {
      seq = line.seq;
      for (const change of line.changes) store.apply(change);
    }
  }
  const handle = openSync(journalPath, 'a+');
  const { lines, wholeBytes } = readLines(journalPath);
  // A line cut short by a crash was never acknowledged.
  ftruncateSync(handle, wholeBytes);
  for (const line of lines) {
    // The crash may have come between writing the snapshot and emptying the journal.
    if (line.seq <= seq) continue;
    seq = line.seq;
    for (const change of line.changes) store.apply(change);
  }
  let bytes = wholeBytes;
  const journal: Journal = {
    write(changes) {
      if (changes.length === 0) return;
      seq += 1;
      bytes += writeSync(handle, `${JSON.stringify({ seq, changes } satisfies Line)}\n`);
      if (bytes > compactAfterBytes) journal.compact(store);
    },
    compact(from) {
      const draft = `${snapshotPath}.new`;
      const out = openSync(draft, 'w');
      let batch: Change[] = [];
      const flush = () => {
        writeSync(out, `${JSON.stringify({ seq, changes: batch } satisfies Line)}\n`);
        batch = [];
      };
      for (const change of from.snapshot()) {
        batch.push(change);
        if (batch.length === 500) flush();
      }
      flush();
      fsyncSync(out);
      closeSync(out);
      renameSync(draft, snapshotPath);
      ftruncateSync(handle, 0);
      bytes = 0;
    },
    close: () => closeSync(handle),
  };
  return journal;
}

function readLines(path: string): { lines: Line[]; wholeBytes: number } {
  const content = readFileSync(path);
  const lines: Line[] = [];
  let start = 0;
  for (let end = content.indexOf(10, start); end !== -1; end = content.indexOf(10, start)) {
    lines.push(JSON.parse(content.toString('utf8', start, end)) as Line);
    start = end + 1;
  }
  return { lines, wholeBytes: start };
}
