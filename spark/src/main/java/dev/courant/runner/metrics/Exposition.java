package dev.courant.runner.metrics;

import java.util.Map;

/** Text in Prometheus' exposition format 0.0.4. What is not known is left out: 0 would be a lie. */
final class Exposition {
  private final StringBuilder text = new StringBuilder();

  Exposition gauge(String name, String help, Map<String, Number> byLabel) {
    return add(name, "gauge", help, byLabel);
  }

  Exposition counter(String name, String help, Map<String, Number> byLabel) {
    return add(name, "counter", help, byLabel);
  }

  /** @param samples by their labels as {@link #label} writes them; the empty text for none */
  private Exposition add(String name, String type, String help, Map<String, Number> samples) {
    if (!samples.isEmpty()) {
      text.append("# HELP ").append(name).append(' ').append(help).append('\n');
      text.append("# TYPE ").append(name).append(' ').append(type).append('\n');
      samples.forEach((labels, value) -> text.append(name).append(labels).append(' ').append(value).append('\n'));
    }
    return this;
  }

  static String label(String name, String value) {
    String escaped = value.replace("\\", "\\\\").replace("\"", "\\\"").replace("\n", "\\n");
    return "{" + name + "=\"" + escaped + "\"}";
  }

  @Override
  public String toString() {
    return text.toString();
  }
}
