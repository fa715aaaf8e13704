package org.versionservice.bench;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import java.util.concurrent.atomic.LongAdder;
import java.util.stream.Stream;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * Measures the time and the memory of a start, in the image and by {@code java -jar}. The image is
 * prepared as in the {@code Dockerfile}.
 */
@Tag("bench")
class StartBench {

  private static final int ROUNDS = 3;
  private static final int CHANGES = 200;
  private static final int READS = 1_000;
  private static final int READERS = 8;
  private static final Workload WORKLOAD = new Workload(1_000);

  @TempDir Path directory;

  /**
   * A start.
   *
   * @param millis milliseconds until the first 200
   * @param megabytes resident memory after the requests
   */
  private record Start(double millis, double megabytes) {}

  @Test
  void rows() throws Exception {
    Path home = Files.createDirectory(directory.resolve("home"));
    prepare(home);
    List<Start> image = new ArrayList<>();
    List<Start> plain = new ArrayList<>();
    for (int round = 0; round < ROUNDS; round++) {
      image.add(start(List.of("bash", home + "/start.sh"), Map.of("HOME_DIR", home.toString())));
      plain.add(start(List.of("java", "-jar", "target/version-service.war"), Map.of()));
    }
    Table table = new Table("start");
    double ours = median(image.stream().map(Start::millis)) / 1e3;
    double theirs = median(plain.stream().map(Start::millis)) / 1e3;
    table.atMost("image: first 200 after the start, s", seconds(ours), ours, 5, 2.5);
    table.atMost("`java -jar`: first 200 after the start, s", seconds(theirs), theirs, 10, 5);
    double small = median(image.stream().map(Start::megabytes));
    table.atMost(
        "image: resident after %,d changes and %,d reads, MB".formatted(CHANGES, READS),
        "%.0f MB".formatted(small),
        small,
        400,
        300);
    firstMinute(table);
    table.write();
  }

  private static String seconds(double seconds) {
    return "%.1f s".formatted(seconds);
  }

  private void firstMinute(Table table) throws Exception {
    int port = Server.freePort();
    Path data = directory.resolve("first-minute");
    WORKLOAD.create(data);
    Map<String, String> settings = new HashMap<>();
    settings.put("HTTP_PORT", Integer.toString(port));
    settings.put("VERSIONS_AUTH", "none");
    settings.put("VERSIONS_DATA_DIR", data.toString());
    List<String> command = List.of("java", "-Xmx512m", "-jar", "target/version-service.war");
    Path log = Path.of("target", "bench-first-minute.log");
    try (Server server = Server.start(command, settings, port, "/health/ready", log)) {
      double cold = reads(server, Duration.ofMinutes(1));
      double megabytes = megabytes(server.pid());
      double warm = reads(server, Duration.ofSeconds(20));
      table.atLeast(
          "GET of a version, 8 callers: the first minute after ready against warm",
          "%.0f/s against %.0f/s".formatted(cold, warm),
          cold / warm,
          0.6,
          0.9);
      table.atMost(
          "`java -Xmx512m -jar`: resident after a minute of reads, MB",
          "%.0f MB".formatted(megabytes),
          megabytes,
          450,
          330);
    }
  }

  /** Returns the requests per second of 8 callers, from the first one on. */
  private static double reads(Server server, Duration length) throws Exception {
    LongAdder done = new LongAdder();
    List<Callable<?>> callers = new ArrayList<>();
    for (int i = 0; i < READERS; i++) {
      PersistentConnection reader =
          new PersistentConnection(
              server.port(),
              () -> PersistentConnection.bare("GET", "/version/" + WORKLOAD.anyApp()));
      callers.add(
          () -> {
            done.increment();
            return reader.call();
          });
    }
    Callers.run(callers, length);
    return done.sum() / (double) length.toSeconds();
  }

  private static void prepare(Path home) throws Exception {
    try (Stream<Path> files = Files.list(Path.of("server-config", "image"))) {
      for (Path file : files.toList()) {
        Files.copy(file, home.resolve(file.getFileName()));
      }
    }
    for (String file : List.of("payara-micro.jar", "version-service.war")) {
      Files.copy(Path.of("target", file), home.resolve(file));
    }
    ProcessBuilder builder = new ProcessBuilder("bash", home + "/prepare.sh", home.toString());
    builder.environment().put("HTTP_PORT", Integer.toString(Server.freePort()));
    Process process = builder.redirectErrorStream(true).start();
    String printed = new String(process.getInputStream().readAllBytes(), UTF_8);
    assertThat(process.waitFor()).as(printed).isZero();
  }

  private Start start(List<String> command, Map<String, String> environment) throws Exception {
    int port = Server.freePort();
    Path data = Files.createTempDirectory(directory, "data");
    ProcessBuilder builder = new ProcessBuilder(command);
    builder.environment().putAll(environment);
    builder.environment().put("HTTP_PORT", Integer.toString(port));
    builder.environment().put("VERSIONS_AUTH", "none");
    builder.environment().put("VERSIONS_DATA_DIR", data.toString());
    builder
        .redirectErrorStream(true)
        .redirectOutput(data.resolveSibling(data.getFileName() + ".log").toFile());
    long begin = System.nanoTime();
    Process process = builder.start();
    try {
      while (!answers(port)) {
        assertThat(process.isAlive()).isTrue();
        Thread.sleep(20);
      }
      double millis = (System.nanoTime() - begin) / 1e6;
      work(port);
      return new Start(millis, megabytes(process.pid()));
    } finally {
      process.destroyForcibly().waitFor();
    }
  }

  private static boolean answers(int port) {
    try (PersistentConnection once = connect(port, "GET", "/health/ready")) {
      return once.call() >= 0;
    } catch (IOException notYet) {
      return false;
    }
  }

  private static void work(int port) throws IOException {
    try (PersistentConnection writer = connect(port, "POST", "/version/1-app/increment");
        PersistentConnection reader = connect(port, "GET", "/version/1-app")) {
      for (int i = 0; i < CHANGES; i++) {
        writer.call();
      }
      for (int i = 0; i < READS; i++) {
        reader.call();
      }
    }
  }

  private static PersistentConnection connect(int port, String method, String target)
      throws IOException {
    return new PersistentConnection(port, () -> PersistentConnection.bare(method, target));
  }

  private static double megabytes(long pid) throws IOException {
    return Files.readAllLines(Path.of("/proc/" + pid + "/status")).stream()
        .filter(line -> line.startsWith("VmRSS:"))
        .mapToDouble(line -> Double.parseDouble(line.replaceAll("[^0-9]", "")) / 1024)
        .findFirst()
        .orElseThrow();
  }

  private static double median(Stream<Double> values) {
    List<Double> sorted = new ArrayList<>(values.toList());
    Collections.sort(sorted);
    return sorted.get(sorted.size() / 2);
  }
}
