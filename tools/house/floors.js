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
  page: {
    to: ['targets', 'verify', 'kafka', 'chain'],
    why: 'page/ shows what the other parts know, and none of them knows that it is shown',
  },
  deck: {
    to: ['page', 'targets', 'verify', 'kafka', 'charts', 'chain'],
    why: 'deck/ tells of a run what the other parts know, and none of them knows that it is told',
  },
  cli: {
    to: ['deck', 'page', 'targets', 'verify', 'generator', 'charts', 'chain'],
    why: 'commands reach Kafka through a target, never directly',
  },
  'main.ts': { to: ['charts', 'chain'], why: 'it is a table of contents of charts/' },
  examples: {
    to: [],
    why: 'examples are users: they import the package by its name and know no file of it',
  },
  tools: {
    to: ['chain', 'targets'],
    why: 'tools work on the package as a whole: what a chain does is no business of theirs',
  },
};

/**
 * Inside a part: its rooms from the top floor down. A room imports only what is below it; beside it stands why nothing
 * below may import it. A room is a folder or a file; `*` is the files that no other entry names.
 * @type {Record<string, Record<string, string>>}
 */
export const floors = {
  chain: {
    'topics.ts': 'topics follow from a whole definition',
    'chain.ts': 'it is the door to the definition',
    definition: 'checking a definition needs the facts of a chain, not the other way round',
    '*': 'names, versions and errors are facts: they follow from no definition',
    words: 'how values are written knows nothing of chains',
  },
  kafka: {
    '*': 'it is the door: what lies behind it knows nothing of topics',
    driver: 'how kafkajs is driven is no concern of the bytes',
    'connection.ts': 'how to reach a broker is data, whoever drives',
    wire: 'the protocol is facts, whoever speaks it',
    'records.ts': 'what was read is data',
  },
  verify: {
    '*': 'the verdict is made of hops',
    comparison: 'whether two outputs say the same follows from no hop',
    hops: 'a hop follows from evidence, and evidence from no hop',
    evidence: 'evidence is what was seen, whatever follows from it',
    'result.ts': 'the shape of a verdict is data',
    'comparisonResult.ts': 'the shape of a comparison is data',
  },
  generator: {
    'main.ts': 'it is the edge of a process',
    container: 'the generator runs the same outside a container',
    'generate.ts': 'it is the door',
    '*': 'a run is made of its parts, and no part knows a run',
    resume: 'what an earlier run left is of no concern to what a run does now',
    lanes: 'what is sent does not depend on how it is sent',
    account: 'what is counted does not know who counts',
    replay: 'the sources know nothing of each other, and no part of theirs knows them',
    sse: 'the sources know nothing of each other',
    records: 'the sources know nothing of each other',
    sensors: 'the sources know nothing of each other, and what is drawn for one is drawn for all',
    drawn: 'a fault, a pace and a record are the same for every source',
    faults: 'how a source is read does not depend on what it does on purpose',
    source: 'a pace and a batch serve every source',
    pace: 'a batch holds bytes, whenever they come',
    batch: 'drawing a number writes nothing',
    'random.ts': 'what is asked for and what is logged is data',
    'options.ts': 'what happens is logged the same, whatever was asked for',
    'events.ts': 'it stands at the bottom',
  },
  'generator/replay': {
    '*': 'a replay is made of files that are read',
    formats: 'bytes and times are read without knowing how rows lie in a file',
    times: 'a time is a text, wherever it stands',
    files: 'finding and decoding files knows neither rows nor times',
    'notes.ts': 'what is told to the user comes from every room',
    'invalid.ts': 'what is wrong is found in every room',
  },
  targets: {
    local: 'the two targets know nothing of each other',
    kind: 'the two targets know nothing of each other',
    data: 'what Kafka tells is told the same way on every target',
    '*': 'what a target is follows from none of them',
    machine: 'processes, files and ports know no chain',
  },
  'targets/local': {
    'target.ts': 'it is the door',
    supervisor: 'commands talk to the supervisor by files alone',
    '*': 'Java legs know nothing of who starts them',
    java: 'where files lie is known before anything runs',
    'paths.ts': 'where files lie follows from nothing',
  },
  'targets/kind': {
    'target.ts': 'it is the door',
    '*': 'the verbs of the target: what they are made of knows none of them',
    setup: 'what is judged and applied may have been set up by anybody',
    readiness: 'objects are read and applied before they are judged',
    api: 'what is recorded, set and known needs no cluster',
    'record.ts': 'settings, paths and messages are there before anything is made',
    'settings.ts': 'where files lie and what messages mean is the same under all settings',
    'paths.ts': 'what a message means is the same wherever files lie',
    'knownTroubles.ts': 'what a message means follows from its text alone',
  },
  page: {
    'page.ts': 'it is the door',
    server: 'what is told does not depend on how it is sent',
    state: 'what is told is known before anybody asks',
    browser: 'what is drawn is known by its types alone',
    'address.ts': 'where the page is served is data',
    'live.ts': 'what both sides say to each other stands at the bottom',
  },
  deck: {
    'report.ts': 'it is the door',
    files: 'what is written does not depend on where',
    pptx: 'the two forms know nothing of each other',
    html: 'the two forms know nothing of each other',
    slides: 'what stands on a slide is the same in every form',
    language: 'words are chosen by who makes a slide',
    measure: 'what is measured is told like what was there already',
    facts: 'facts are the same in every language',
    'figure.ts': 'what a figure is follows from nothing',
  },
  cli: {
    'main.ts': 'it knows every command, and none knows it',
    'commandTable.ts': 'which commands there are is known by no command',
    commands: 'a command is what people type: nothing else needs it',
    chain: 'finding a chain is the same for every command',
    '*': 'what a command gets from its process is there before any chain is found',
    terminal: 'printing needs no more than a text, whoever prints it',
  },
  'cli/commands': {
    run: 'a run in the foreground ends with its proof',
    prove: 'a proof reads Kafka and starts nothing',
    look: 'looking changes nothing',
    begin: 'what comes before the first run needs no chain that runs',
  },
};
