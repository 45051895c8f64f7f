package dev.courant.runner;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;

import java.util.Map;
import org.apache.spark.SparkConf;
import org.junit.jupiter.api.Test;

class SparkSettingsTest {
  private static final String CHECKPOINTS = "file:///var/lib/courant/checkpoints";

  /** As spark-submit hands settings to the application in its own process. */
  private static SparkConf given(Map<String, String> submitted) {
    submitted.forEach(System::setProperty);
    try {
      return SparkSettings.conf(CHECKPOINTS);
    } finally {
      submitted.keySet().forEach(System::clearProperty);
    }
  }

  @Test
  void onOneMachineTheDriverIsReachedByNobodyElse() {
    SparkConf conf = given(Map.of("spark.master", "local[2]"));
    assertEquals("127.0.0.1", conf.get("spark.driver.host"));
    assertEquals("127.0.0.1", conf.get("spark.driver.bindAddress"));
    assertEquals(QuickLocalFileSystem.class.getName(), conf.get("spark.hadoop.fs.file.impl"));
    assertEquals("1", conf.get("spark.sql.shuffle.partitions"));
  }

  @Test
  void onAClusterWhatWasSubmittedStands() {
    SparkConf conf = given(Map.of(
        "spark.master", "k8s://https://kubernetes.default.svc",
        "spark.driver.host", "driver-svc.sensors.svc",
        "spark.sql.shuffle.partitions", "6"));
    assertEquals("k8s://https://kubernetes.default.svc", conf.get("spark.master"));
    assertEquals("driver-svc.sensors.svc", conf.get("spark.driver.host"));
    assertEquals("6", conf.get("spark.sql.shuffle.partitions"));
    // Executors reach the driver from other pods.
    assertFalse(conf.contains("spark.driver.bindAddress"));
  }

  @Test
  void stateIsSharedOutWhereExecutorsAre() {
    assertEquals("2", given(Map.of("spark.master", "spark://master:7077")).get("spark.sql.shuffle.partitions"));
  }

  @Test
  void anObjectStoreKeepsItsOwnFileSystem() {
    assertFalse(SparkSettings.conf("s3a://bucket/sensors").contains("spark.hadoop.fs.file.impl"));
  }
}
