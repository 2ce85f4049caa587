import type { ChildProcess } from 'node:child_process';

export interface Finished {
  readonly code: number | null;
  readonly stdout: string;
  readonly stderr: string;
}

export function ended(child: ChildProcess): Promise<Finished> {
  let stdout = '';
  let stderr = '';
  child.stdout?.on('data', (part) => {
    stdout += part;
  });
  child.stderr?.on('data', (part) => {
    stderr += part;
  });
  return new Promise((resolve, reject) => {
    child.once('error', reject);
    child.once('close', (code) => resolve({ code, stdout, stderr }));
  });
}

/** The first line of standard output that `pattern` matches, with its groups. */
export function lineOf(child: ChildProcess, pattern: RegExp, withinMs = 60_000): Promise<RegExpExecArray> {
  return new Promise((resolve, reject) => {
    let text = '';
    const timer = setTimeout(
      () => reject(new Error(`no line like ${pattern} within ${withinMs} ms; got:\n${text}`)),
      withinMs,
    );
    const look = (part: unknown): void => {
      text += part;
      const match = pattern.exec(text);
      if (!match) return;
      clearTimeout(timer);
      resolve(match);
    };
    child.stdout?.on('data', look);
    child.stderr?.on('data', (part) => {
      text += part;
    });
    child.once('close', (code) => {
      clearTimeout(timer);
      reject(new Error(`ended with ${code} before a line like ${pattern}; got:\n${text}`));
    });
  });
}
