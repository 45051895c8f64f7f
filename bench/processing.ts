/** (head follows) */
import { printFigures } from './figures.ts';
import { options } from './options.ts';
import { drain } from './processing/drain.ts';
import { engineNames, enginesCalled } from './processing/engines.ts';
import { say } from './processing/say.ts';
import { Stage } from './processing/stage.ts';

const { values } = options({ engines: engineNames.join(), readings: 4_000_000, rounds: 2 });
const engines = await enginesCalled(values.engines.split(','));
const stages: Stage[] = [];
try {
  for (const engine of engines) {
    const stage = await Stage.open(engine);
    stages.push(stage);
    const { wallMs, cpuSeconds } = await stage.start();
    printFigures('processing', { part: 'first-row', engine: engine.name, wallMs, cpuSeconds });
    await stage.stopProducing();
    await stage.readings.count();
    say('answered?');
    await stage.answered();
    stage.freeze();
  }
  for (let round = 0; round < values.rounds; round += 1) {
    for (const stage of round % 2 === 0 ? stages : stages.toReversed()) {
      const figures = await drain(stage, values.readings / values.rounds);
      printFigures('processing', { part: 'drain', engine: stage.engine.name, round, ...figures });
    }
  }
} finally {
  for (const stage of stages) await stage.close();
}
