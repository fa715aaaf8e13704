package org.versionservice.bench;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/** The results, printed at once and written as a Markdown table that names the missed bounds. */
final class Table {

  private final Path file;
  private final List<String> lines = new ArrayList<>();

  /**
   * Starts the table with facts about the machine.
   *
   * @param name the name in {@code target/bench-{name}.md}
   */
  Table(String name) {
    file = Path.of("target", "bench-" + name + ".md");
    add(
        "%s, %d cores, Java %s, load %.1f",
        System.getProperty("os.name") + " " + System.getProperty("os.version"),
        Runtime.getRuntime().availableProcessors(),
        Runtime.version(),
        java.lang.management.ManagementFactory.getOperatingSystemMXBean().getSystemLoadAverage());
    add("");
    add("| what | measured | ratio | must reach | aim | reached |");
    add("|---|---|---|---|---|---|");
  }

  /**
   * Adds a row whose ratio should be high.
   *
   * @param ratio the measured value divided by the reference
   */
  void atLeast(String what, String measured, double ratio, double must, double aim) {
    row(what, measured, ratio, "≥ " + must, "≥ " + aim, reached(ratio >= must, ratio >= aim));
  }

  /**
   * Adds a row whose ratio should be low.
   *
   * @param ratio the measured value divided by the reference
   */
  void atMost(String what, String measured, double ratio, double must, double aim) {
    row(what, measured, ratio, "≤ " + must, "≤ " + aim, reached(ratio <= must, ratio <= aim));
  }

  private static String reached(boolean must, boolean aim) {
    if (!must) {
      return "**falls short**";
    }
    return aim ? "aim" : "yes";
  }

  private void row(
      String what, String measured, double ratio, String must, String aim, String reached) {
    add("| %s | %s | %.2f | %s | %s | %s |", what, measured, ratio, must, aim, reached);
  }

  private void add(String format, Object... arguments) {
    String line = String.format(Locale.ROOT, format, arguments);
    System.out.println(line);
    lines.add(line);
  }

  void write() throws IOException {
    Files.createDirectories(file.getParent());
    Files.write(file, lines);
  }
}
