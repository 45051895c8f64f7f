/**
 * The import arrows, as data: read by the lint rule (tools/house/arrowsRule.js) and by `npm run house`. Plain JavaScript,
 * because the linter's own settings are.
 */

/**
 * Which part may import which. Anything absent is forbidden, so that each part can be read, tested and replaced without
 * the others.
 * @type {Record<string, { to: string[], why: string }>}
 */
export const parts = {
  chain: {
    to: [],
    why: 'chain/ says WHAT the chain is and must be readable by every part: it imports nothing but zod',
  },
  charts: {
    to: ['imports', 'chain'],
    why: 'charts/ say how a chain looks on Kubernetes and run without any of it',
  },
  imports: { to: [], why: 'imports/ are generated' },
  kafka: {
    to: ['chain'],
    why: 'kafka/ is the one door to Kafka and knows nothing of who walks through it',
  },
  verify: {
    to: ['kafka', 'chain'],
    why: 'verify/ proves from what is in Kafka alone, so that the proof holds on every target',
  },
  generator: { to: ['kafka', 'chain'], why: 'generator/ travels alone into a container image' },
  targets: {
    to: ['kafka', 'chain'],
    why: 'targets/ start the other parts as processes and work without the command line',
  },
  cli: {
    to: ['targets', 'verify', 'generator', 'charts', 'chain'],
    why: 'commands reach Kafka through a target, never directly',
  },
  'main.ts': { to: ['charts', 'chain'], why: 'it is a table of contents of charts/' },
  tools: {
    to: ['chain', 'targets'],
    why: 'tools work on the package as a whole: what a chain does is no business of theirs',
  },
};

/**
 * Inside a part: its rooms from the top floor down. A room imports only what is below it, and `why` says why nothing
 * below may import it. A room is a folder or a file; `*` is the files that no other entry names.
 * @type {Record<string, { room: string, why: string }[]>}
 */
export const floors = {
  chain: [
    { room: 'topics.ts', why: 'topics follow from a whole definition' },
    { room: 'chain.ts', why: 'it is the door to the definition' },
    {
      room: 'definition',
      why: 'checking a definition needs the facts of a chain, not the other way round',
    },
    { room: '*', why: 'names, versions and errors are facts: they follow from no definition' },
    { room: 'words', why: 'how values are written knows nothing of chains' },
  ],
  kafka: [
    { room: '*', why: 'it is the door: what lies behind it knows nothing of topics' },
    { room: 'driver', why: 'how kafkajs is driven is no concern of the bytes' },
    { room: 'connection.ts', why: 'how to reach a broker is data, whoever drives' },
    { room: 'wire', why: 'the protocol is facts, whoever speaks it' },
    { room: 'records.ts', why: 'what was read is data' },
  ],
  verify: [
    { room: '*', why: 'the verdict is made of hops' },
    { room: 'hops', why: 'a hop follows from evidence, and evidence from no hop' },
    { room: 'evidence', why: 'evidence is what was seen, whatever follows from it' },
    { room: 'result.ts', why: 'the shape of a verdict is data' },
  ],
  generator: [
    { room: 'main.ts', why: 'it is the edge of a process' },
    { room: 'container', why: 'the generator runs the same outside a container' },
    { room: 'generate.ts', why: 'it is the door' },
    { room: '*', why: 'a run is made of its parts, and no part knows a run' },
    { room: 'resume', why: 'what an earlier run left is of no concern to what a run does now' },
    { room: 'lanes', why: 'what is sent does not depend on how it is sent' },
    { room: 'account', why: 'what is counted does not know who counts' },
    {
      room: 'replay',
      why: 'the sources know nothing of each other, and no part of theirs knows them',
    },
    { room: 'sensors', why: 'a fault, a pace and a record are the same for every source' },
    { room: 'faults', why: 'how a source is read does not depend on what it does on purpose' },
    { room: 'source', why: 'a pace and a batch serve every source' },
    { room: 'pace', why: 'a batch holds bytes, whenever they come' },
    { room: 'batch', why: 'drawing a number writes nothing' },
    { room: 'random.ts', why: 'what is asked for and what is logged is data' },
    { room: 'options.ts', why: 'what happens is logged the same, whatever was asked for' },
    { room: 'events.ts', why: 'it stands at the bottom' },
  ],
  'generator/replay': [
    { room: '*', why: 'a replay is made of files that are read' },
    { room: 'formats', why: 'bytes and times are read without knowing how rows lie in a file' },
    { room: 'times', why: 'a time is a text, wherever it stands' },
    { room: 'files', why: 'finding and decoding files knows neither rows nor times' },
    { room: 'notes.ts', why: 'what is told to the user comes from every room' },
    { room: 'invalid.ts', why: 'what is wrong is found in every room' },
  ],
  targets: [
    { room: 'local', why: 'the two targets know nothing of each other' },
    { room: 'kind', why: 'the two targets know nothing of each other' },
    { room: 'data', why: 'what Kafka tells is told the same way on every target' },
    { room: '*', why: 'what a target is follows from none of them' },
    { room: 'machine', why: 'processes, files and ports know no chain' },
  ],
  'targets/local': [
    { room: 'target.ts', why: 'it is the door' },
    { room: 'supervisor', why: 'commands talk to the supervisor by files alone' },
    { room: '*', why: 'Java legs know nothing of who starts them' },
    { room: 'java', why: 'where files lie is known before anything runs' },
    { room: 'paths.ts', why: 'where files lie follows from nothing' },
  ],
  'targets/kind': [
    { room: 'target.ts', why: 'it is the door' },
    { room: '*', why: 'the verbs of the target: what they are made of knows none of them' },
    { room: 'setup', why: 'what is judged and applied may have been set up by anybody' },
    { room: 'readiness', why: 'objects are read and applied before they are judged' },
    { room: 'api', why: 'what is recorded, set and known needs no cluster' },
    { room: 'record.ts', why: 'settings, paths and messages are there before anything is made' },
    {
      room: 'settings.ts',
      why: 'where files lie and what messages mean is the same under all settings',
    },
    { room: 'paths.ts', why: 'what a message means is the same wherever files lie' },
    { room: 'knownTroubles.ts', why: 'what a message means follows from its text alone' },
  ],
  cli: [
    { room: 'main.ts', why: 'it knows every command, and none knows it' },
    { room: 'commands', why: 'a command is what people type: nothing else needs it' },
    { room: 'chain', why: 'finding a chain is the same for every command' },
    {
      room: '*',
      why: 'what a command gets from its process is there before any chain is found',
    },
    { room: 'terminal', why: 'printing needs no more than a text, whoever prints it' },
  ],
  'cli/commands': [
    { room: 'run', why: 'a run in the foreground ends with its proof' },
    { room: 'prove', why: 'a proof reads Kafka and starts nothing' },
    { room: 'look', why: 'looking changes nothing' },
    { room: 'begin', why: 'what comes before the first run needs no chain that runs' },
  ],
};
