package org.versionservice.bench;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.versionservice.proof.BareRepository;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;

/**
 * A number of apps and random changes of them.
 *
 * @param apps in projects of 27 each
 */
record Workload(int apps, Layout layout) {

  private static final int APPS_OF_A_PROJECT = 27;

  /** A workload in the layout {@code single}. */
  Workload(int apps) {
    this(apps, Layout.SINGLE);
  }

  /** Creates a remote with the apps, and returns its URL. */
  String publish(GitHttpServer server, String name) {
    BareRepository origin = server.create(name, "main");
    origin.commit("main", "versions.json", file());
    if (layout == Layout.PROJECT) {
      Path clone = origin.directory().resolveSibling(name + "-clone");
      try (GitStorage storage = open(clone, Optional.of(server.url(name)))) {
        convert(storage);
      }
    }
    return server.url(name);
  }

  /** Creates a repository without a remote, with the apps. */
  void create(Path data) {
    BareRepository.create(data.resolve(".git"), "main").commit("main", "versions.json", file());
    if (layout == Layout.PROJECT) {
      try (GitStorage storage = open(data, Optional.empty())) {
        convert(storage);
      }
    }
  }

  private void convert(GitStorage storage) {
    Receipt receipt = storage.write(List.of(new Change.ConvertLayout(layout, request()))).get(0);
    assertThat(receipt.outcome()).isEqualTo(new Outcome.Converted(layout));
  }

  /** Returns a {@code versions.json} with about 185 bytes per app. */
  private String file() {
    StringBuilder text = new StringBuilder("{\n  \"versions\": {");
    List<String> sorted = IntStream.range(0, apps).mapToObj(this::id).sorted().toList();
    for (String id : sorted) {
      text.append(text.charAt(text.length() - 1) == '{' ? "\n" : ",\n");
      text.append(entry(id));
    }
    return text.append("\n  },\n  \"last_updated\": \"2026-01-02T03:04:05Z\"\n}\n").toString();
  }

  private static String entry(String id) {
    int dash = id.indexOf('-');
    return String.format(
        Locale.ROOT,
        "    \"%s\": {%n      \"current\": \"1.4.12\",%n      \"project_id\": \"%s\",%n"
            + "      \"app_name\": \"%s\",%n      \"last_updated\": \"2026-01-02T03:04:05Z\",%n"
            + "      \"revision\": 12%n    }",
        id,
        id.substring(0, dash),
        id.substring(dash + 1));
  }

  private String id(int number) {
    int projects = 1 + apps / APPS_OF_A_PROJECT;
    return String.format(Locale.ROOT, "%d-app-%05d", 1000 + number % projects, number);
  }

  /** Returns a random app. */
  ApplicationId anyApp() {
    return new ApplicationId(id(ThreadLocalRandom.current().nextInt(apps)));
  }

  /** Returns the next patch of a random app. */
  Change change() {
    return new IncrementVersion(
        anyApp(),
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        request());
  }

  private static Request request() {
    return new Request(
        ChangeId.random(ThreadLocalRandom.current()),
        new Principal("bench"),
        Optional.empty(),
        Optional.empty());
  }

  /** Opens a storage and loads its registry. */
  static GitStorage open(Path directory, Optional<String> remote) {
    return open(directory, remote, remote.isPresent() ? Durability.REMOTE : Durability.LOCAL);
  }

  static GitStorage open(Path directory, Optional<String> remote, Durability durability) {
    GitSettings settings =
        new GitSettings(
            directory,
            remote,
            "main",
            Optional.of(new GitSettings.Credentials(GitHttpServer.USERNAME, GitHttpServer.TOKEN)),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ZERO,
            durability,
            Layout.SINGLE,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    GitStorage storage = GitStorage.open(settings, Clock.systemUTC(), new Random());
    storage.synchronise();
    return storage;
  }
}
