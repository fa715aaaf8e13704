package org.versionservice.bench;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Random;
import java.util.concurrent.ThreadLocalRandom;
import java.util.stream.IntStream;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.git.GitSettings;
import org.versionservice.storage.git.GitStorage;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.Increment;
import org.versionservice.version.Layout;
import org.versionservice.version.Principal;
import org.versionservice.version.Request;
import org.versionservice.version.SemanticVersion;

/** A number of apps and random changes of them. */
record Workload(int apps) {

  private static final int PROJECTS = 37;

  /** Returns a {@code versions.json} with about 185 bytes per app. */
  String file() {
    StringBuilder text = new StringBuilder("{\n  \"versions\": {");
    List<String> sorted = IntStream.range(0, apps).mapToObj(Workload::id).sorted().toList();
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

  private static String id(int number) {
    return String.format(Locale.ROOT, "%d-app-%05d", 1000 + number % PROJECTS, number);
  }

  /** Returns a random app. */
  ApplicationId anyApp() {
    return new ApplicationId(id(ThreadLocalRandom.current().nextInt(apps)));
  }

  /** Returns the next patch of a random app. */
  Change change() {
    Request request =
        new Request(
            ChangeId.random(ThreadLocalRandom.current()),
            new Principal("bench"),
            Optional.empty(),
            Optional.empty());
    return new Change.IncrementVersion(
        anyApp(),
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        request);
  }

  /** Opens a storage and loads its registry. */
  static GitStorage open(Path directory, Optional<String> remote) {
    GitSettings settings =
        new GitSettings(
            directory,
            remote,
            "main",
            Optional.of(new GitSettings.Credentials(GitHttpServer.USERNAME, GitHttpServer.TOKEN)),
            Duration.ofMinutes(1),
            Duration.ofSeconds(30),
            Duration.ZERO,
            remote.isPresent() ? Durability.REMOTE : Durability.LOCAL,
            Layout.SINGLE,
            Duration.ofDays(7),
            Optional.empty(),
            Optional.empty());
    GitStorage storage = GitStorage.open(settings, Clock.systemUTC(), new Random());
    storage.synchronise();
    return storage;
  }
}
