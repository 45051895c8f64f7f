/** What to say with each slide, in English. */
import type { SourceType } from '../../chain/chain.ts';
import { enginesOf, processedBy } from './engines.ts';
import { englishProcessing } from './processing.ts';
import { isKnown, speech } from './spoken.ts';
import type { Spoken } from './spoken.ts';

const counted = (count: string, one: string, more: string): string =>
  `${count} ${count === '1' ? one : more}`;

const sources: Readonly<Record<SourceType, string>> = {
  random:
    'The source is a set of random sensors, made from a seed, so that the run can be repeated.',
  records:
    'The source makes events with fields that were chosen, from a seed, so that the run can be repeated.',
  replay:
    'The source is a replay of recorded files, whose own columns travel beside the sensor and the time.',
  sse: 'The source is a server that sends its events as they happen: nobody can ask for them again.',
};

export const englishNotes = {
  introduction: ({ law, timeline, definition }, show) =>
    speech(
      'Sensors measure all the time, and what they say is worth most while it is fresh.',
      'So we need three things: something that produces readings, something that takes them in and keeps them in order, and something that computes while they come.',
      'Most chains of this kind stop there. This one also keeps an account: every reading has a number, and at the end the numbers are compared.',
      `In this run ${show(law.acknowledged)} readings were acknowledged by Kafka, ${counted(show(definition.queryCount), 'query', 'queries')} read them, and ${show(law.lost)} were lost.`,
      isKnown(timeline.meanIn) && `On average ${show(timeline.meanIn)} came in.`,
      law.verdict === 'notProven' &&
        'The run is not proven: I come back to that under the problems.',
      'Everything you will see was measured on this run, and below each slide stands where its figures come from.',
    ),
  tools: ({ definition }) =>
    speech(
      'For each of the three parts a tool was chosen, and there were others.',
      'The generator is written in TypeScript: from one seed it makes the same readings again, and it numbers every record, so that each can be accounted for.',
      'Kafka takes the readings in. It keeps what it took, in the order of each partition, and several readers go through the same topic at their own pace; a queue forgets what was read, and then nothing can be counted again.',
      ...englishProcessing.notes[processedBy(definition.versions)],
    ),
  fields: ({ readings, definition }, show) =>
    speech(
      'This is what the data look like, counted in the topic itself and not taken from a description.',
      sources[definition.sourceType],
      `There are ${show(readings.total)} readings of ${show(readings.sensors)} sensors; ${show(readings.looked)} of them were looked at for this slide.`,
      'On the left stands each field with its type and how often it is missing: a field with two types, or with holes, is where a query goes wrong first.',
      `Two readings of one sensor usually lie ${show(readings.gapP50)} apart, and ${show(readings.disordered)} came with an event time before one that was already there.`,
      'That disorder is the reason why the queries need a watermark.',
    ),
  values: ({ readings, law }, show) =>
    speech(
      'Here is how the values are distributed, for each kind of measurement.',
      `${counted(show(readings.kindCount), 'kind was', 'kinds were')} measured. To compare them in one chart, each curve goes from the smallest value of its kind to the greatest; the table beside it gives the values in their own unit.`,
      'A curve with a single peak in the middle is what one expects of a sensor that works; a second peak at an edge would be a sensor that is stuck, or a unit that was mixed up.',
      law.faults.length > 0
        ? 'Below, faults were put into the data on purpose: readings that come late, come twice, or are no readings at all. The generator wrote down which ones; the proof did not read that list, but looked for the faults itself. Both columns have to be equal.'
        : 'No faults were put into the data on purpose in this run. The generator can do that, and the proof then has to find each of them.',
    ),
  diagram: ({ definition }, show) =>
    speech(
      'This diagram is made from the definition of the chain, so it cannot be out of date.',
      `From the left: ${counted(show(definition.replicas), 'generator process writes', 'generator processes write')} to the topic readings, which has ${counted(show(definition.readings.partitions), 'partition', 'partitions')}. A sensor is always in the same partition, and so its readings stay in order.`,
      `In the middle, ${counted(show(definition.queryCount), 'query reads', 'queries read')} that topic, and each writes to a topic of its own name.`,
      'What is no reading goes to the dead letters, with the reason and with the place it came from, instead of being dropped without a word.',
      'The topic courant.progress is what makes the proof possible: every part writes there what it has sent, read and written. The proof reads Kafka, and nothing else; that is why it holds on a laptop and on Kubernetes alike.',
    ),
  versions: ({ definition, machine }, show) =>
    speech(
      `These are the versions that ran: Kafka ${show(definition.versions.kafka)} and ${enginesOf(definition.versions, show, 'and')}, real processes without Docker, on a machine with ${show(machine.cores)} cores and ${show(machine.memory)} of memory.`,
      'All versions are pinned, and the Java libraries are compared with a list of checksums, so that a run next year starts from the same software.',
      'On the right is what the same chain would ask for on Kubernetes: computed from the manifests, before anything is applied.',
      isKnown(definition.plan.memory) &&
        `Together that is ${show(definition.plan.cpu)} CPUs and ${show(definition.plan.memory)} of memory, the operators included.`,
      'This matters when one plans: on a shared cluster the first question is never how fast something is, but whether it fits at all.',
    ),
  rates: ({ timeline, machine }, show) =>
    speech(
      'Now the results. The left chart shows readings a second: what comes in, what each query reads, and how many rows it writes.',
      'If the line of what is read follows the line of what comes in, the chain keeps up; if it falls below, somebody has to wait.',
      'How long is on the right: the lag, in rows that a query has not read yet. A saw tooth is normal, since a query reads in small batches; a line that climbs is not.',
      isKnown(timeline.meanIn)
        ? `Here the mean rate was ${show(timeline.meanIn)}, and the lag never passed ${show(timeline.mostLag)} rows.`
        : 'In this run no query has reported a batch, so there is nothing to draw.',
      isKnown(machine.load)
        ? `The load of the machine was ${show(machine.load)} when this was made.`
        : 'What else the machine did during the run was not recorded, so these figures are those of a machine that may have been busy.',
    ),
  law: ({ law, latency }, show) =>
    speech(
      'This is the heart of it. The first line compares two independent accounts: what the generator saw acknowledged, and what lies in the topic.',
      `${show(law.acknowledged)} on one side, ${show(law.inTopic)} on the other, ${show(law.lost)} lost, ${show(law.doubled)} doubled and ${show(law.outOfOrder)} out of order.`,
      'The second table goes on for each query. What was read is either valid or a dead letter; what was valid was filtered by the query, counted in its output, or came too late for its window. Nothing may be left over.',
      latency.some(({ p50 }) => isKnown(p50))
        ? 'Last, how fast: from the moment a reading is in Kafka to the moment its row is there. The p50 is the usual case, the p99 what one in a hundred waits at least.'
        : 'How fast a row follows its reading could not be told for this run.',
    ),
  scaling: ({ scaling, recovery }, show) =>
    speech(
      'Two questions are always asked: what happens with more load, and what happens when something breaks.',
      scaling.every(({ topic }) => isKnown(topic))
        ? `With one generator ${show(scaling[0]?.topic ?? unknown)} arrived, with three ${show(scaling[1]?.topic ?? unknown)}, and with one again ${show(scaling[2]?.topic ?? unknown)}. Each generator has sensors of its own, so more of them really are more data.`
        : 'Scaling was not measured in this run; the slide says why, and no number was put in its place.',
      recovery.some(({ caughtUp }) => isKnown(caughtUp))
        ? 'Then each part was killed once, without warning, as a power cut would do it. The table says how long until it ran again, and how long until everything that had waited was read.'
        : 'No part was killed in this run. It can be done with one command, and the table then shows how long each part takes to come back.',
      'After that the law was checked again: a chain that comes back quickly and has lost something would not be worth much.',
      'The load of the machine stands beside each figure, because a figure without it cannot be compared with another one.',
    ),
  problems: ({ troubles, law }) =>
    speech(
      'Nothing runs without trouble, and what went wrong says more about a system than what went well.',
      troubles.length === 0
        ? 'For this run nothing is on record: no part died, no query was refused, and no error was logged. That is the answer of the logs and of the accounts, not an impression.'
        : 'The table lists what is on record for this run: which part, how often, and what the documentation says about it.',
      law.problems.length > 0 &&
        'Above stand the sentences of the proof: they name the producer, the partition and the numbers of the readings that are missing, doubled or out of order.',
      'An error of this chain always has three things: what went wrong, what was seen last, and one command to type next. With the code one finds it in the documentation.',
      'I would like to add what cost me the most time, and how I found out what it was.',
    ),
  skills: () =>
    speech(
      'This slide is mine: it holds only what I wrote myself, and nothing that a program could have written for me.',
      'Take a minute, and pick two points instead of all of them. For each, say first what you could not do before, then what you did in this project, and last how you would notice that you did it wrong.',
      'For example the watermark: what you believed it did, which result surprised you, and what you changed in the query.',
      'Or the scaling: which part you suspected of being the slow one, which figure showed that it was another, and what you would measure first the next time.',
      'If the slide still shows questions, answer them in a file of notes and make the report again.',
    ),
  conclusion: ({ law, target }, show) =>
    speech(
      'To conclude, what can be said for certain, and what cannot.',
      law.verdict === 'notProven'
        ? `This run is not proven. ${show(law.problemCount)} problems are listed, with the numbers of the readings, and nobody should trust its results before they are explained.`
        : `On the left: ${show(law.acknowledged)} readings were acknowledged, and each of them was found again, on every step of the way.`,
      'On the right stand the limits. After a kill rows may be written twice, and a reader of the output has to know how to tell them; this is what at least once means.',
      target === 'local' && 'There is one broker on one machine: a lost disk is a lost run.',
      'And what was not measured is named as such: an empty place is worth more than a number that nobody can repeat.',
      'Every figure can be printed again, by the command below its slide. Thank you; I am glad to take questions.',
    ),
} satisfies Record<string, Spoken>;

const unknown = { id: 'unknown', value: null, unit: 'count', source: '' } as const;

/** What every language has to say. */
export type Notes = typeof englishNotes;
