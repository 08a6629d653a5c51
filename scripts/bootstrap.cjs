// The entry of every npm command: `node scripts/bootstrap.cjs <command> [arguments]`. It checks Node, installs and compiles
// what is missing, then runs dist/scripts/<command>.js in this process. Plain JavaScript: it runs before anything is installed.
'use strict';
const { spawnSync } = require('node:child_process');
const fs = require('node:fs');
const path = require('node:path');

const root = path.resolve(__dirname, '..');
const SOURCE_FOLDERS = ['lib', 'scripts', 'test', 'bench'];
const inRoot = (...parts) => path.join(root, ...parts);

checkNode();
const [command = 'build', ...args] = process.argv.slice(2);
prepare();
if (command !== 'build') run();

function checkNode() {
  const [major, minor] = process.versions.node.split('.').map(Number);
  if (major > 20 || (major === 20 && minor >= 19)) return;
  stop(`Node must be 20.19 or newer, got ${process.versions.node} at ${process.execPath}; install a newer one`);
}

/** Installs and compiles, one process at a time: whoever waits finds the work done. */
function prepare() {
  if (isInstalled() && isCompiled()) return;
  const release = takeLock(inRoot('.cache', 'bootstrap.lock'));
  try {
    if (!isInstalled()) install();
    if (!isCompiled()) compile();
  } finally {
    release();
  }
}

function run() {
  const script = inRoot('dist', 'scripts', `${command}.js`);
  if (!fs.existsSync(script)) {
    const known = fs.readdirSync(inRoot('dist', 'scripts')).filter((name) => name.endsWith('.js'));
    stop(`command must be one of ${known.map((name) => name.slice(0, -3)).join(', ')}, got ${command}`);
  }
  process.setSourceMapsEnabled(true);
  process.argv = [process.argv[0], script, ...args];
  require(script);
}

/** npm writes its own record of node_modules as the last step of an installation: an interrupted one has none. */
function isInstalled() {
  const wanted = readJson(inRoot('package-lock.json'));
  const present = readJson(inRoot('node_modules', '.package-lock.json'));
  if (wanted === undefined) stop(`package-lock.json must be there and whole, got none in ${root}`);
  if (present === undefined) return false;
  return Object.entries(wanted.packages).every(([where, entry]) => {
    if (where === '' || entry.optional || entry.devOptional || !where.startsWith('node_modules/')) return true;
    const found = present.packages[where];
    return found !== undefined && found.version === entry.version && fs.existsSync(inRoot(where));
  });
}

function install() {
  console.log('Installing the packages of package-lock.json into node_modules/ (once) ...');
  const started = Date.now();
  const npm = process.env.npm_execpath;
  const byNode = npm !== undefined && /npm-cli\.[cm]?js$/.test(npm);
  const result = byNode
    ? spawnSync(process.execPath, [npm, 'ci', '--no-audit', '--no-fund'], options())
    : spawnSync('npm', ['ci', '--no-audit', '--no-fund'], { ...options(), shell: process.platform === 'win32' });
  if (result.status !== 0)
    stop('npm ci failed; its message is above. Is the package registry reachable?', result.status);
  console.log(`Installed in ${seconds(started)} s.`);
}

function isCompiled() {
  const stamp = readJson(inRoot('dist', '.compiled.json'));
  return stamp !== undefined && JSON.stringify(stamp) === JSON.stringify(sourceStamp());
}

/** Size and time of everything the compiler reads: names too, so that a deleted file is noticed. */
function sourceStamp() {
  const stamp = {};
  for (const name of ['tsconfig.json', 'package-lock.json']) stamp[name] = signature(inRoot(name));
  for (const folder of SOURCE_FOLDERS) {
    for (const file of filesBelow(folder).sort()) if (/\.[cm]?ts$/.test(file)) stamp[file] = signature(inRoot(file));
  }
  return stamp;
}

function compile() {
  console.log('Compiling the TypeScript sources into dist/ ...');
  const started = Date.now();
  const stamp = sourceStamp();
  fs.rmSync(inRoot('dist', '.compiled.json'), { force: true });
  // Incremental, so that `npm run lab`, which compiles in the background, leaves files alone that did not change.
  const record = path.join('dist', '.tsbuildinfo');
  if (!Object.keys(stamp).every(hasOutput)) fs.rmSync(inRoot(record), { force: true });
  const tsc = [inRoot('node_modules', 'typescript', 'bin', 'tsc'), '--incremental', '--tsBuildInfoFile', record];
  const result = spawnSync(process.execPath, tsc, options());
  if (result.status !== 0) stop('the sources must compile, got the type errors above', result.status);
  removeOrphans(stamp);
  fs.writeFileSync(inRoot('dist', '.compiled.json'), JSON.stringify(stamp));
  console.log(`Compiled in ${seconds(started)} s.`);
}

function hasOutput(source) {
  return !/(?<!\.d)\.ts$/.test(source) || fs.existsSync(inRoot('dist', source.replace(/\.ts$/, '.js')));
}

/** Output of a source that is gone would still be imported, and its tests still run. */
function removeOrphans(stamp) {
  const compiled = SOURCE_FOLDERS.flatMap((folder) => filesBelow(path.join('dist', folder)));
  for (const file of compiled.filter((name) => /\.js(\.map)?$|\.d\.ts$/.test(name))) {
    const source = path.relative('dist', file).replace(/(\.d\.ts|\.js)(\.map)?$/, '.ts');
    if (!(source in stamp)) fs.rmSync(inRoot(file), { force: true });
  }
}

function filesBelow(folder) {
  if (!fs.existsSync(inRoot(folder))) return [];
  return fs.readdirSync(inRoot(folder), { withFileTypes: true }).flatMap((entry) => {
    const file = path.join(folder, entry.name);
    return entry.isDirectory() ? filesBelow(file) : [file];
  });
}

function signature(file) {
  const { size, mtimeMs } = fs.statSync(file);
  return `${size} ${mtimeMs}`;
}

function options() {
  return { cwd: root, stdio: 'inherit', env: process.env };
}

/** A lock file that names its process; one whose process is gone is taken over. */
function takeLock(file) {
  fs.mkdirSync(path.dirname(file), { recursive: true });
  let said = false;
  for (;;) {
    try {
      fs.writeFileSync(file, String(process.pid), { flag: 'wx' });
      const release = () => fs.rmSync(file, { force: true });
      process.once('exit', release);
      for (const signal of ['SIGINT', 'SIGTERM']) process.once(signal, () => process.exit(130));
      return () => {
        release();
        process.removeListener('exit', release);
        for (const signal of ['SIGINT', 'SIGTERM']) process.removeAllListeners(signal);
      };
    } catch (error) {
      if (error.code !== 'EEXIST') throw error;
    }
    const holder = Number(readText(file));
    if (holder > 0 && !isAlive(holder)) fs.rmSync(file, { force: true });
    if (holder > 0 && !said) console.log(`Waiting for process ${holder}, which installs or compiles ...`);
    said = said || holder > 0;
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, 200);
  }
}

function isAlive(pid) {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return error.code === 'EPERM';
  }
}

function readText(file) {
  try {
    return fs.readFileSync(file, 'utf8');
  } catch {
    return '';
  }
}

function readJson(file) {
  try {
    return JSON.parse(fs.readFileSync(file, 'utf8'));
  } catch {
    return undefined;
  }
}

function seconds(since) {
  return ((Date.now() - since) / 1000).toFixed(1);
}

function stop(message, status) {
  console.error(`bootstrap: ${message}`);
  process.exit(status || 1);
}
