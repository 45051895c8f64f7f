/** What to say with each slide, in French. */
import type { SourceType } from '../../chain/chain.ts';
import type { Notes } from './englishNotes.ts';
import { enginesOf, processedBy } from './engines.ts';
import { frenchProcessing } from './processing.ts';
import { isKnown, speech } from './spoken.ts';

/** Zero and one are singular. */
const counted = (count: string, one: string, more: string): string =>
  `${count} ${count === '0' || count === '1' ? one : more}`;

const sources: Readonly<Record<SourceType, string>> = {
  random:
    'La source est un ensemble de capteurs aléatoires, tirés d’une graine : l’exécution peut être refaite.',
  records:
    'La source produit des événements dont les champs ont été choisis, à partir d’une graine : l’exécution peut être refaite.',
  replay:
    'La source est un rejeu de fichiers enregistrés, dont les colonnes voyagent à côté du capteur et de la date.',
  sse: 'La source, ce sont des événements qu’un serveur envoie quand ils arrivent : personne ne peut les redemander.',
};

export const frenchNotes: Notes = {
  introduction: ({ law, timeline, definition }, show) =>
    speech(
      'Des capteurs mesurent sans arrêt, et ce qu’ils disent vaut surtout tant que c’est récent.',
      'Il nous faut donc trois choses : de quoi produire des mesures, de quoi les recevoir et les garder dans l’ordre, et de quoi calculer pendant qu’elles arrivent.',
      'La plupart des chaînes s’arrêtent là. Celle-ci tient en plus des comptes : chaque mesure a un numéro, et à la fin on compare les numéros.',
      `Dans cette exécution, Kafka a acquitté ${show(law.acknowledged)} mesures, ${counted(show(definition.queryCount), 'requête les a lues', 'requêtes les ont lues')}, et ${show(law.lost)} ont été perdues.`,
      isKnown(timeline.meanIn) && `Il en est arrivé ${show(timeline.meanIn)} en moyenne.`,
      law.verdict === 'notProven' &&
        'L’exécution n’est pas prouvée : j’y reviens avec les problèmes rencontrés.',
      'Tout ce que vous allez voir a été mesuré sur cette exécution, et sous chaque diapositive il est écrit d’où viennent les chiffres.',
    ),
  tools: ({ definition }) =>
    speech(
      'Pour chacune des trois parties un outil a été choisi, et il y en avait d’autres.',
      'Le générateur est écrit en TypeScript : d’une même graine il refait les mêmes mesures, et il numérote chaque enregistrement, pour que l’on puisse rendre compte de chacun.',
      'Kafka reçoit les mesures. Il garde ce qu’il a pris, dans l’ordre de chaque partition, et plusieurs lecteurs parcourent le même topic, chacun à son rythme ; une file oublie ce qui a été lu, et l’on ne peut plus rien recompter.',
      ...frenchProcessing.notes[processedBy(definition.versions)],
    ),
  fields: ({ readings, definition }, show) =>
    speech(
      'Voici à quoi ressemblent les données, comptées dans le topic lui-même et non reprises d’une description.',
      sources[definition.sourceType],
      `Il y a ${show(readings.total)} mesures de ${show(readings.sensors)} capteurs ; ${show(readings.looked)} ont été examinées pour cette diapositive.`,
      'À gauche, chaque champ avec son type et le nombre de fois où il manque : un champ à deux types, ou plein de trous, c’est là qu’une requête se trompe d’abord.',
      `Deux mesures d’un même capteur sont séparées d’ordinaire de ${show(readings.gapP50)}, et ${show(readings.disordered)} sont arrivées avec une date antérieure à une mesure déjà présente.`,
      'C’est ce désordre qui rend un watermark nécessaire dans les requêtes.',
    ),
  values: ({ readings, law }, show) =>
    speech(
      'Voici comment les valeurs se répartissent, pour chaque grandeur mesurée.',
      `Il y a ${counted(show(readings.kindCount), 'grandeur', 'grandeurs')}. Pour les comparer sur un même graphique, chaque courbe va de la plus petite à la plus grande valeur de sa grandeur ; le tableau d’à côté donne les valeurs dans leur unité.`,
      'Une courbe à une seule bosse au milieu, c’est ce que l’on attend d’un capteur qui marche ; une seconde bosse au bord serait un capteur bloqué, ou une unité prise pour une autre.',
      law.faults.length > 0
        ? 'En dessous, des fautes ont été introduites exprès : des mesures en retard, en double, ou qui n’en sont pas. Le générateur a noté lesquelles ; la preuve n’a pas lu cette liste, elle a cherché les fautes elle-même. Les deux colonnes doivent être égales.'
        : 'Aucune faute n’a été introduite exprès cette fois. Le générateur sait le faire, et la preuve doit alors trouver chacune d’elles.',
    ),
  diagram: ({ definition }, show) =>
    speech(
      'Ce schéma est fait à partir de la définition de la chaîne : il ne peut donc pas être périmé.',
      `À partir de la gauche, ${counted(show(definition.replicas), 'processus générateur écrit', 'processus générateurs écrivent')} dans le topic readings, qui a ${counted(show(definition.readings.partitions), 'partition', 'partitions')}. Un capteur est toujours dans la même partition, si bien que ses mesures restent dans l’ordre.`,
      `Au milieu, ${counted(show(definition.queryCount), 'requête lit', 'requêtes lisent')} ce topic, et chacune écrit dans un topic à son nom.`,
      'Ce qui n’est pas une mesure va aux rejets, avec la raison et l’endroit d’où cela vient, au lieu de disparaître sans un mot.',
      'Le topic courant.progress rend la preuve possible : chaque maillon y écrit ce qu’il a envoyé, lu et écrit. La preuve lit Kafka et rien d’autre ; elle vaut donc sur un portable comme sur Kubernetes.',
    ),
  versions: ({ definition, machine }, show) =>
    speech(
      `Voici les versions qui ont tourné : Kafka ${show(definition.versions.kafka)} et ${enginesOf(definition.versions, show, 'et')}, de vrais processus sans Docker, sur une machine à ${show(machine.cores)} cœurs et ${show(machine.memory)} de mémoire.`,
      'Toutes les versions sont figées, et les bibliothèques Java comparées à une liste d’empreintes, pour qu’une exécution l’an prochain parte du même logiciel.',
      'À droite, ce que la même chaîne demanderait sur Kubernetes : calculé à partir des manifestes, avant d’appliquer quoi que ce soit.',
      isKnown(definition.plan.memory) &&
        `En tout, ${show(definition.plan.cpu)} processeurs et ${show(definition.plan.memory)} de mémoire, opérateurs compris.`,
      'Cela compte quand on prévoit : sur un cluster partagé, la première question n’est jamais si c’est rapide, mais si cela tient.',
    ),
  rates: ({ timeline, machine }, show) =>
    speech(
      'Passons aux résultats. Le graphique de gauche montre les mesures par seconde : ce qui entre, ce que lit chaque requête, et combien de lignes elle écrit.',
      'Si la courbe de lecture suit la courbe d’entrée, la chaîne tient le rythme ; si elle passe dessous, quelqu’un attend.',
      'Combien, c’est à droite : le retard, en lignes que la requête n’a pas encore lues. Des dents de scie sont normales, puisqu’une requête lit par petits lots ; une courbe qui monte ne l’est pas.',
      isKnown(timeline.meanIn)
        ? `Ici le débit moyen a été de ${show(timeline.meanIn)}, et le retard n’a jamais dépassé ${show(timeline.mostLag)} lignes.`
        : 'Dans cette exécution aucune requête n’a rendu compte d’un lot : il n’y a rien à tracer.',
      isKnown(machine.load)
        ? `La charge de la machine était de ${show(machine.load)} au moment de ce rapport.`
        : 'Ce que la machine faisait d’autre pendant l’exécution n’a pas été noté : ces chiffres sont ceux d’une machine peut-être occupée.',
    ),
  law: ({ law, latency }, show) =>
    speech(
      'Voici le cœur du projet. La première ligne compare deux comptes indépendants : ce que le générateur a vu acquitter, et ce qui se trouve dans le topic.',
      `${show(law.acknowledged)} d’un côté, ${show(law.inTopic)} de l’autre, ${show(law.lost)} perdues, ${show(law.doubled)} en double et ${show(law.outOfOrder)} en désordre.`,
      'Le second tableau continue pour chaque requête. Ce qui a été lu est valide ou rejeté ; ce qui est valide a été filtré par la requête, compté dans sa sortie, ou est arrivé trop tard pour sa fenêtre. Il ne doit rien rester.',
      latency.some(({ p50 }) => isKnown(p50))
        ? 'Enfin, la rapidité : du moment où la mesure est dans Kafka au moment où sa ligne y est. Le p50 est le cas ordinaire ; le p99, ce qu’une mesure sur cent attend au moins.'
        : 'En combien de temps une ligne suit sa mesure n’a pas pu être établi pour cette exécution.',
    ),
  scaling: ({ scaling, recovery }, show) =>
    speech(
      'On pose toujours deux questions : que se passe-t-il sous plus de charge, et que se passe-t-il quand quelque chose casse.',
      scaling.every(({ topic }) => isKnown(topic))
        ? `Avec un générateur il est arrivé ${show(scaling[0]?.topic ?? unknown)}, avec trois ${show(scaling[1]?.topic ?? unknown)}, et de nouveau avec un seul ${show(scaling[2]?.topic ?? unknown)}. Chaque générateur a ses propres capteurs : en mettre plus, c’est vraiment plus de données.`
        : 'La mise à l’échelle n’a pas été mesurée dans cette exécution ; la diapositive dit pourquoi, et aucun chiffre n’a été mis à la place.',
      recovery.some(({ caughtUp }) => isKnown(caughtUp))
        ? 'Puis chaque maillon a été tué une fois, sans prévenir, comme le ferait une coupure. Le tableau dit en combien de temps il est reparti, et en combien de temps tout ce qui attendait a été lu.'
        : 'Aucun maillon n’a été tué dans cette exécution. Cela se fait en une commande, et le tableau montre alors combien de temps chacun met à revenir.',
      'Après quoi la loi a été vérifiée de nouveau : une chaîne qui revient vite et a perdu quelque chose ne vaudrait pas grand-chose.',
      'La charge de la machine figure à côté de chaque chiffre, sans quoi on ne pourrait le comparer à aucun autre.',
    ),
  problems: ({ troubles, law }) =>
    speech(
      'Rien ne tourne sans ennuis, et ce qui a échoué en dit plus sur un système que ce qui a réussi.',
      troubles.length === 0
        ? 'Pour cette exécution rien n’est consigné : aucun maillon n’est mort, aucune requête n’a été refusée, aucune erreur n’est dans les journaux. C’est la réponse des journaux et des comptes, pas une impression.'
        : 'Le tableau énumère ce qui est consigné pour cette exécution : quel maillon, combien de fois, et ce qu’en dit la documentation.',
      law.problems.length > 0 &&
        'Au-dessus, les phrases de la preuve : elles nomment le producteur, la partition et les numéros des mesures manquantes, en double ou en désordre.',
      'Une erreur de cette chaîne a toujours trois choses : ce qui a échoué, ce que l’on a vu en dernier, et une commande à taper. Son code mène à la documentation.',
      'J’aimerais ajouter ce qui m’a coûté le plus de temps, et comment j’ai compris ce que c’était.',
    ),
  skills: () =>
    speech(
      'Cette diapositive est à moi : elle ne contient que ce que j’ai écrit moi-même, et rien qu’un programme aurait pu écrire à ma place.',
      'Prenez une minute, et choisissez deux points plutôt que tous. Pour chacun, dites d’abord ce que vous ne saviez pas faire avant, puis ce que vous avez fait dans ce projet, et enfin à quoi vous verriez que vous l’avez mal fait.',
      'Par exemple le watermark : ce que vous croyiez qu’il faisait, quel résultat vous a surpris, et ce que vous avez changé dans la requête.',
      'Ou la mise à l’échelle : quel maillon vous soupçonniez d’être le plus lent, quel chiffre a montré que c’en était un autre, et ce que vous mesureriez d’abord la prochaine fois.',
      'Si la diapositive pose encore des questions, répondez-y dans un fichier de notes et refaites le rapport.',
    ),
  conclusion: ({ law, target }, show) =>
    speech(
      'Pour conclure, ce que l’on peut affirmer, et ce que l’on ne peut pas.',
      law.verdict === 'notProven'
        ? `Cette exécution n’est pas prouvée. ${counted(show(law.problemCount), 'problème est énuméré', 'problèmes sont énumérés')}, avec les numéros des mesures, et personne ne devrait se fier à ses résultats avant de les avoir expliqués.`
        : `À gauche : ${show(law.acknowledged)} mesures ont été acquittées, et chacune a été retrouvée, à chaque étape du chemin.`,
      'À droite, les limites. Après un arrêt brutal des lignes peuvent être écrites deux fois, et qui lit la sortie doit savoir les reconnaître ; c’est ce que veut dire au moins une fois.',
      target === 'local' &&
        'Il y a un seul broker sur une seule machine : un disque perdu est une exécution perdue.',
      'Et ce qui n’a pas été mesuré est nommé comme tel : une case vide vaut mieux qu’un chiffre que personne ne peut refaire.',
      'Chaque chiffre se réaffiche par la commande indiquée sous sa diapositive. Merci ; je réponds volontiers à vos questions.',
    ),
};

const unknown = { id: 'unknown', value: null, unit: 'count', source: '' } as const;
