// The Python side of `npm run lab`, all of it in .venv/ of the repository: JupyterLab and the TypeScript kernel.
import { spawnSync } from 'node:child_process';
import { existsSync, mkdirSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';

const WINDOWS = process.platform === 'win32';

/** The Python of the repository's .venv. */
export function venvPython(root: string): string {
  return WINDOWS ? join(root, '.venv', 'Scripts', 'python.exe') : join(root, '.venv', 'bin', 'python');
}

/**
 * Makes .venv with what requirements.txt names, unless it is there already for this folder and this file.
 * Throws when no Python >= 3.10 is found or pip fails.
 */
export function ensureEnvironment(root: string): void {
  const requirements = join(root, 'requirements.txt');
  const stampFile = join(root, '.venv', 'mtf-lab.txt');
  // Scripts of an environment name its folder: one that was moved has to be made anew.
  const stamp = `${root}\n${readFileSync(requirements, 'utf8')}`;
  if (existsSync(venvPython(root)) && existsSync(stampFile) && readFileSync(stampFile, 'utf8') === stamp) return;
  const python = findPython();
  console.log(`Making .venv/ with ${python} and installing JupyterLab into it (once, about a minute) ...`);
  run(python, ['-m', 'venv', '--clear', join(root, '.venv')], 'Debian and Ubuntu need the package python3-venv');
  const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '-r', requirements];
  run(venvPython(root), pip, 'is the package index reachable?');
  writeFileSync(stampFile, stamp);
}

/** Tells Jupyter of the kernel. Written each time: Node or the folder may be another one than last time. */
export function registerKernel(root: string): void {
  const kernel = join(root, 'dist', 'lib', 'run', 'kernel.js');
  const spec = {
    argv: [process.execPath, kernel, 'kernel', '--config-path', '{connection_file}'],
    display_name: 'TypeScript (tslab)',
    language: 'typescript',
  };
  writeJson(join(root, '.venv', 'share', 'jupyter', 'kernels', 'tslab'), 'kernel.json', spec);
  const settings = {
    // JupyterLab would ask at the first start whether it may fetch news.
    '@jupyterlab/apputils-extension:notification': { fetchNews: 'false', checkForUpdates: false },
    // Tab then says beside each column and member what it holds, not only its name.
    '@jupyterlab/completer-extension:manager': { showDocumentationPanel: true },
  };
  writeJson(join(root, '.venv', 'share', 'jupyter', 'lab', 'settings'), 'overrides.json', settings);
}

function writeJson(folder: string, name: string, value: object): void {
  mkdirSync(folder, { recursive: true });
  writeFileSync(join(folder, name), `${JSON.stringify(value, null, 2)}\n`);
}

function findPython(): string {
  const found: string[] = [];
  for (const name of WINDOWS ? ['python', 'python3'] : ['python3', 'python']) {
    const code = 'import sys; print("%d.%d" % sys.version_info[:2])';
    const { status, stdout } = spawnSync(name, ['-c', code], { encoding: 'utf8' });
    if (status !== 0) continue;
    const [major, minor] = stdout.trim().split('.').map(Number);
    if (major === 3 && minor !== undefined && minor >= 10) return name;
    found.push(`${name} ${stdout.trim()}`);
  }
  throw new Error(`lab: Python must be 3.10 or newer, got ${found.join(', ') || 'none'}; the other commands need none`);
}

function run(command: string, args: readonly string[], hint: string): void {
  const { status, error } = spawnSync(command, args, { stdio: 'inherit' });
  if (status !== 0)
    throw new Error(`lab: ${command} ${args[1]} must succeed, got ${error?.message ?? status}; ${hint}`);
}
