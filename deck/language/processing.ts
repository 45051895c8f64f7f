/** What is said of the engines that process, by which of them the chain has. */

export const englishProcessing = {
  rows: {
    spark: [
      'Processing',
      'Spark Structured Streaming',
      'a query is one SELECT that a reader can change; event time, watermarks and state come with it',
      'Flink: the shortest latency and the richest state, its own cluster to run. Kafka Streams: a library without a cluster, queries are Java',
    ],
    flink: [
      'Processing',
      'Flink SQL',
      'a query is one SELECT that a reader can change; a row follows its reading at once, and counts and offsets are one state',
      'Spark: rows in small batches, one engine for streams and stored data. Kafka Streams: a library without a cluster, queries are Java',
    ],
    both: [
      'Processing',
      'Spark Structured Streaming and Flink SQL',
      'the same question asked of two engines on the same readings: what each says and costs is compared',
      'one engine: nothing to hold its rows against. Kafka Streams: a library without a cluster, queries are Java',
    ],
  },
  notes: {
    spark: [
      'Spark Structured Streaming processes. A query is one SELECT that anyone in this room can read and change, with event time, watermarks and state behind it.',
      'Flink would answer sooner, and is richer where state is concerned, for a cluster of its own. Kafka Streams needs no cluster, but its queries are Java code.',
    ],
    flink: [
      'Flink processes. A query is one SELECT that anyone in this room can read and change; a row follows its reading at once, and what was counted and how far it has read are one state.',
      'Spark would answer in small batches, and is the same engine for stored data. Kafka Streams needs no cluster, but its queries are Java code.',
    ],
    both: [
      'Spark and Flink process side by side. Each query is one SELECT that anyone in this room can read and change, and both read the same topic.',
      'So the same question can be asked twice: what each engine says and what it costs is compared. Kafka Streams needs no cluster, but its queries are Java code.',
    ],
  },
};

export const frenchProcessing = {
  rows: {
    spark: [
      'Traitement',
      'Spark Structured Streaming',
      'une requête est un SELECT que chacun peut modifier ; temps d’événement, watermark et état compris',
      'Flink : la latence la plus courte et l’état le plus riche, mais un cluster à lui. Kafka Streams : une bibliothèque sans cluster, requêtes en Java',
    ],
    flink: [
      'Traitement',
      'Flink SQL',
      'une requête est un SELECT que chacun peut modifier ; une ligne suit aussitôt sa mesure, comptes et positions forment un seul état',
      'Spark : des lignes par petits lots, un moteur pour les flux et les données stockées. Kafka Streams : une bibliothèque sans cluster, requêtes en Java',
    ],
    both: [
      'Traitement',
      'Spark Structured Streaming et Flink SQL',
      'la même question posée à deux moteurs sur les mêmes mesures : ce que chacun répond et coûte est comparé',
      'un seul moteur : rien à quoi comparer ses lignes. Kafka Streams : une bibliothèque sans cluster, requêtes en Java',
    ],
  },
  notes: {
    spark: [
      'Spark Structured Streaming traite. Une requête est un SELECT que chacun ici peut lire et modifier, avec derrière lui le temps d’événement, les watermarks et l’état.',
      'Flink répondrait plus vite et va plus loin pour l’état, avec un cluster à lui. Kafka Streams se passe de cluster, mais ses requêtes sont du code Java.',
    ],
    flink: [
      'Flink traite. Une requête est un SELECT que chacun ici peut lire et modifier ; une ligne suit aussitôt sa mesure, et ce qui est compté et la position lue forment un seul état.',
      'Spark répondrait par petits lots, et sert aussi aux données stockées. Kafka Streams se passe de cluster, mais ses requêtes sont du code Java.',
    ],
    both: [
      'Spark et Flink traitent côte à côte. Chaque requête est un SELECT que chacun ici peut lire et modifier, et les deux lisent le même topic.',
      'La même question peut donc être posée deux fois : ce que chaque moteur répond et ce qu’il coûte est comparé. Kafka Streams se passe de cluster, mais ses requêtes sont du code Java.',
    ],
  },
};
