// check_fhir.js MODULES BUNDLE: validates a bundle and each of its resources against the R4 schema.
const fs = require('fs');
const path = require('path');

const [modules, file] = process.argv.slice(2);
const Validator = require(path.join(modules, '@asymmetrik', 'fhir-json-schema-validator'));
const validator = new Validator();
const bundle = JSON.parse(fs.readFileSync(file, 'utf8'));

const faults = (resource) => validator.validate(resource, true) || [];
const wrong = { ...bundle, type: 'no such type' };
if (faults(wrong).length === 0) throw new Error('the validator accepts anything');

let count = 0;
const everything = [bundle, ...bundle.entry.map((entry) => entry.resource)];
for (const resource of everything) {
  const found = faults(resource);
  for (const fault of found) console.error(resource.resourceType, JSON.stringify(fault));
  count += found.length;
}
// What the schema does not say: references inside the bundle lead somewhere.
const known = new Set(bundle.entry.map((entry) => entry.fullUrl));
const references = JSON.stringify(bundle).match(/urn:uuid:[0-9a-f-]{36}/g);
for (const reference of references) {
  if (!known.has(reference)) {
    console.error('leads nowhere:', reference);
    count += 1;
  }
}
console.log(`${everything.length} resources, ${references.length} references, ${count} faults`);
process.exit(count === 0 ? 0 : 1);
