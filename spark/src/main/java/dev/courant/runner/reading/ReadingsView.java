package dev.courant.runner.reading;

import org.apache.spark.sql.types.DataTypes;
import org.apache.spark.sql.types.StructType;

/** The view {@code readings} that queries select from. */
public final class ReadingsView {
  public static final String NAME = "readings";

  public static final StructType SCHEMA =
      new StructType()
          .add("sensor", DataTypes.StringType)
          .add("kind", DataTypes.StringType)
          .add("value", DataTypes.DoubleType)
          .add("unit", DataTypes.StringType)
          .add("event_time", DataTypes.TimestampType)
          .add("data", DataTypes.VariantType)
          .add("producer", DataTypes.StringType)
          .add("seq", DataTypes.LongType)
          .add("partition", DataTypes.IntegerType)
          .add("offset", DataTypes.LongType)
          .add("timestamp", DataTypes.TimestampType);

  private ReadingsView() {}
}
