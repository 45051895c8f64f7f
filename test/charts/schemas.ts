/** The real schemas (test/schemas, from `npm run import`), as a validator that refuses what it does not know. */
import { Ajv } from 'ajv';
import type { ValidateFunction } from 'ajv';
import { Yaml } from 'cdk8s';
import { readFileSync } from 'node:fs';
import type { Manifest } from './manifests.ts';

type Schema = Record<string, unknown>;

const folder = 'test/schemas';
const metadata = 'io.k8s.apimachinery.pkg.apis.meta.v1.ObjectMeta';

const ajv = new Ajv({ strict: false, allErrors: true, validateFormats: true });
for (const format of ['int32', 'int64', 'double', 'byte', 'date-time']) ajv.addFormat(format, true);

/** What the API server would say of a document; empty when it would take it. */
export function complaintsAbout(document: Manifest): string[] {
  const kind = `${document.apiVersion}/${document.kind}`;
  const validate = validatorOf(kind);
  if (validate === undefined) return [`no matches for kind "${kind}"`];
  if (validate(document)) return [];
  return (validate.errors ?? []).map(({ instancePath, message, params }) =>
    [instancePath || '/', message, Object.values(params as object).join()].join(' '),
  );
}

const validators = new Map<string, ValidateFunction>();

function validatorOf(kind: string): ValidateFunction | undefined {
  const known = validators.get(kind);
  if (known !== undefined) return known;
  const schema = ownSchemas().get(kind) ?? customSchemas().get(kind);
  if (schema === undefined) return undefined;
  const validate = ajv.compile({ ...schema, definitions: definitions() });
  validators.set(kind, validate);
  return validate;
}

let kubernetes: { definitions: Record<string, Schema> } | undefined;

/** Kubernetes' own definitions, closed. */
function definitions(): Record<string, Schema> {
  kubernetes ??= closeAll(
    JSON.parse(readFileSync(`${folder}/kubernetes.json`, 'utf8')) as {
      definitions: Record<string, Schema>;
    },
  );
  return kubernetes.definitions;
}

function closeAll(read: { definitions: Record<string, Schema> }): typeof read {
  const special: Record<string, Schema> = {
    'io.k8s.apimachinery.pkg.util.intstr.IntOrString': { type: ['string', 'integer'] },
    'io.k8s.apimachinery.pkg.api.resource.Quantity': { type: ['string', 'number'] },
    'io.k8s.apimachinery.pkg.apis.meta.v1.FieldsV1': { type: 'object' },
  };
  const closed = Object.entries(read.definitions).map(([name, schema]) => [
    name,
    special[name] ?? close(schema),
  ]);
  return { definitions: Object.fromEntries(closed) as Record<string, Schema> };
}

/** By `apiVersion/kind`. */
function ownSchemas(): Map<string, Schema> {
  const found = new Map<string, Schema>();
  for (const [name, schema] of Object.entries(definitions())) {
    const kinds = (schema['x-kubernetes-group-version-kind'] ?? []) as {
      group: string;
      version: string;
      kind: string;
    }[];
    for (const { group, version, kind } of kinds) {
      const key = `${group === '' ? '' : `${group}/`}${version}/${kind}`;
      found.set(key, {
        $ref: `#/definitions/${name}`,
        required: ['apiVersion', 'kind', 'metadata'],
      });
    }
  }
  return found;
}

interface Crd {
  spec: {
    group: string;
    names: { kind: string };
    versions: { name: string; served: boolean; schema: { openAPIV3Schema: Schema } }[];
  };
}

const customFiles = [
  'kafka.strimzi.io',
  'sparkoperator.k8s.io',
  'flink.apache.org',
  'monitoring.coreos.com',
];

let custom: Map<string, Schema> | undefined;

/** The operators' kinds, in the versions that are served. */
function customSchemas(): Map<string, Schema> {
  if (custom !== undefined) return custom;
  custom = new Map();
  for (const file of customFiles) {
    const crds = (Yaml.load(`${folder}/${file}.yaml`) as (Crd | null)[]).filter(
      (crd) => crd !== null,
    );
    for (const { spec } of crds) {
      for (const version of spec.versions.filter(({ served }) => served)) {
        const schema = close(version.schema.openAPIV3Schema);
        const properties = schema['properties'] as Record<string, Schema>;
        // Not every definition says again what each object has.
        properties['apiVersion'] ??= { type: 'string' };
        properties['kind'] ??= { type: 'string' };
        properties['metadata'] = { $ref: `#/definitions/${metadata}` };
        schema['required'] = ['apiVersion', 'kind', 'metadata', 'spec'];
        custom.set(`${spec.group}/${version.name}/${spec.names.kind}`, schema);
      }
    }
  }
  return custom;
}

/** An object with known fields has no others, unless the schema says that it keeps them. */
function close(schema: Schema): Schema {
  const closed: Schema = { ...schema };
  // Go's way to say that case does not matter, which JavaScript has no group for.
  if (typeof closed['pattern'] === 'string')
    closed['pattern'] = closed['pattern'].replace('(?i)', '');
  if (schema['x-kubernetes-int-or-string'] === true) {
    delete closed['type'];
    return { ...closed, anyOf: [{ type: 'integer' }, { type: 'string' }] };
  }
  for (const key of ['properties', 'definitions'] as const) {
    if (isSchema(schema[key])) {
      closed[key] = Object.fromEntries(
        Object.entries(schema[key]).map(([name, inner]) => [name, close(inner as Schema)]),
      );
    }
  }
  for (const key of ['items', 'additionalProperties'] as const) {
    if (isSchema(schema[key])) closed[key] = close(schema[key]);
  }
  for (const key of ['allOf', 'anyOf', 'oneOf'] as const) {
    // Only adds conditions: its fields are described beside it.
    if (Array.isArray(schema[key])) closed[key] = schema[key];
  }
  const keepsUnknown = schema['x-kubernetes-preserve-unknown-fields'] === true;
  if (isSchema(schema['properties']) && schema['additionalProperties'] === undefined) {
    closed['additionalProperties'] = keepsUnknown;
  }
  return closed;
}

function isSchema(value: unknown): value is Schema {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}
