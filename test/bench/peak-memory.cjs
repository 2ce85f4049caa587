const { readFileSync } = require('node:fs');

/**
 * The most memory that this process had in RAM so far, bytes. `maxRSS` will not do on Linux: it begins with what the process had that
 * started this one.
 */
exports.peakBytes = () => {
  try {
    const [, kibibytes] = /^VmHWM:\s+(\d+) kB$/m.exec(readFileSync('/proc/self/status', 'utf8'));
    return Number(kibibytes) * 1024;
  } catch {
    return process.resourceUsage().maxRSS * (process.platform === 'darwin' ? 1 : 1024);
  }
};
