// npm run lab [-- --no-browser --port 8890 ...]: JupyterLab with the TypeScript kernel, lib/ recompiled when it changes.
// With --install-only it stops once the kernel is there, for VS Code and for tests.
import type { ChildProcess } from 'node:child_process';
import { spawn } from 'node:child_process';
import { join, resolve } from 'node:path';
import { createInterface } from 'node:readline';
import { ensureEnvironment, registerKernel, venvPython } from './python-environment.js';

const root = resolve(__dirname, '..', '..');

const OPTIONS = [
  '--ServerApp.answer_yes=True',
  '--LabApp.default_url=/lab/tree/notebooks',
  // The notebooks are TypeScript: another kernel on offer is only a wrong one to choose.
  '--KernelSpecManager.allowed_kernelspecs=tslab',
  '--KernelSpecManager.ensure_native_kernel=False',
  '--MultiKernelManager.default_kernel_name=tslab',
  // No questions to the network.
  '--LabApp.news_url=None',
  '--LabApp.check_for_updates_class=jupyterlab.NeverCheckForUpdate',
];

/** What Jupyter gets to end its kernels, in ms: it gives a busy one five seconds. */
const PATIENCE = 20_000;

function main(): void {
  ensureEnvironment(root);
  registerKernel(root);
  if (process.argv.includes('--install-only')) {
    console.log('The TypeScript kernel is ready in .venv/.');
    return;
  }
  const lab = startLab();
  const compiler = startCompiler();
  let stopping = false;
  const stop = () => {
    if (stopping) return;
    stopping = true;
    // Once, and to no group: another signal would cut short how Jupyter ends its kernels. Its end is this process's end.
    lab.kill('SIGTERM');
    // Kernels end by themselves when it is gone.
    setTimeout(() => lab.kill('SIGKILL'), PATIENCE).unref();
    killTree(compiler);
  };
  for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(signal, stop);
  lab.on('exit', (code) => {
    process.exitCode = stopping ? 0 : (code ?? 1);
    stop();
  });
}

function startLab(): ChildProcess {
  const asRoot = process.getuid?.() === 0 ? ['--allow-root'] : [];
  const options = [...OPTIONS, ...asRoot];
  console.log('Starting JupyterLab; ctrl-C ends it.');
  return spawn(
    venvPython(root),
    ['-m', 'jupyterlab', `--ServerApp.root_dir=${root}`, ...options, ...process.argv.slice(2)],
    {
      cwd: root,
      stdio: ['ignore', 'inherit', 'inherit'],
      // Ctrl-C of the terminal goes to a whole group: Jupyter gets one signal, from here.
      detached: process.platform !== 'win32',
    },
  );
}

/** Says when lib/ is new: a running kernel keeps what it has loaded. */
function startCompiler(): ChildProcess {
  const tsc = join(root, 'node_modules', 'typescript', 'bin', 'tsc');
  const child = spawn(
    process.execPath,
    [tsc, '--watch', '--preserveWatchOutput', '--incremental', '--tsBuildInfoFile', join('dist', '.tsbuildinfo')],
    {
      cwd: root,
      stdio: ['ignore', 'pipe', 'inherit'],
      detached: process.platform !== 'win32',
    },
  );
  let rounds = 0;
  createInterface({ input: child.stdout }).on('line', (line) => {
    if (/error TS\d+/.test(line)) console.log(line);
    if (!/Found \d+ error/.test(line)) return;
    rounds++;
    if (rounds > 1)
      console.log(
        `lib/ compiled again (${line.replace(/.*(Found \d+ errors?).*/, '$1')}): restart the kernel to use it.`,
      );
  });
  return child;
}

/** The compiler's starter waits for the real one, which would outlive it. */
function killTree({ pid }: ChildProcess): void {
  if (pid === undefined) return;
  if (process.platform === 'win32') {
    spawn('taskkill', ['/pid', String(pid), '/T', '/F'], { stdio: 'ignore' });
    return;
  }
  try {
    process.kill(-pid, 'SIGTERM');
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== 'ESRCH') throw error;
  }
}

try {
  main();
} catch (error) {
  console.error((error as Error).message);
  process.exitCode = 1;
}
