// The cdk8s CLI loads validations by their folder, without the exports of package.json.
module.exports = require('./build/lib/validation.js');
