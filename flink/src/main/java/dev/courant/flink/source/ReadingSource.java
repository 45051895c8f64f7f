package dev.courant.flink.source;

import dev.courant.flink.counts.Ledger;
import dev.courant.flink.source.ReadingsView.Cell;
import java.util.List;
import org.apache.flink.api.connector.source.Boundedness;
import org.apache.flink.api.connector.source.Source;
import org.apache.flink.api.connector.source.SourceReader;
import org.apache.flink.api.connector.source.SourceReaderContext;
import org.apache.flink.api.connector.source.SplitEnumerator;
import org.apache.flink.api.connector.source.SplitEnumeratorContext;
import org.apache.flink.core.io.SimpleVersionedSerializer;
import org.apache.flink.table.data.RowData;

/**
 * The topic of readings as a source of Flink's: what is a reading becomes a row, what is none a dead letter, and both
 * are counted in the state that holds the offsets. Flink's own Kafka source keeps no counts, and says nothing of markers
 * of transactions at a partition's end, which nobody would ever have read.
 *
 * @param cells of the view that the query needs, in this order
 */
record ReadingSource(Input input, List<Cell> cells) implements Source<RowData, Split, int[]> {
  @Override
  public Boundedness getBoundedness() {
    return Boundedness.CONTINUOUS_UNBOUNDED;
  }

  @Override
  public SplitEnumerator<Split, int[]> createEnumerator(SplitEnumeratorContext<Split> context) {
    return restoreEnumerator(context, new int[0]);
  }

  @Override
  public SplitEnumerator<Split, int[]> restoreEnumerator(SplitEnumeratorContext<Split> context, int[] known) {
    return new Partitions(input, context, known);
  }

  @Override
  public SourceReader<RowData, Split> createReader(SourceReaderContext context) {
    return new ReadingReader(input, new RowMaker(cells), context, Ledger.of(input.deadLetters().query()));
  }

  @Override
  public SimpleVersionedSerializer<Split> getSplitSerializer() {
    return new SplitSerializer();
  }

  @Override
  public SimpleVersionedSerializer<int[]> getEnumeratorCheckpointSerializer() {
    return new KnownSerializer();
  }
}
