// Node resolves a package's `main` through the link in node_modules, where ../dist does not exist; a file beside it is found by its real path.
module.exports = require('../dist/lib/index.js');
