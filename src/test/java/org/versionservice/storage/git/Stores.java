package org.versionservice.storage.git;

import java.nio.file.Path;
import java.time.Clock;
import java.time.Duration;
import java.util.List;
import java.util.Optional;
import java.util.Random;
import java.util.stream.IntStream;
import org.versionservice.proof.GitHttpServer;
import org.versionservice.storage.Durability;
import org.versionservice.storage.Receipt;
import org.versionservice.storage.git.pack.Disk;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.Change;
import org.versionservice.version.ChangeId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Increment;
import org.versionservice.version.IncrementVersion;
import org.versionservice.version.Layout;
import org.versionservice.version.Outcome;
import org.versionservice.version.Principal;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Request;
import org.versionservice.version.RequestId;
import org.versionservice.version.SemanticVersion;

/** Creates Git stores to test, and changes for them. */
public final class Stores {

  /** The layout of new repositories; another one may be set to run all tests with it. */
  public static final Layout LAYOUT =
      Layout.valueOf(System.getProperty("version-service.layout", "SINGLE"));

  /** The id of all requests. */
  public static final String REQUEST_ID = "job/4711";

  private static final Random RANDOM = new Random(20_261_123);

  private Stores() {}

  public static GitSettings localOnly(Path directory) {
    return settings(directory, Optional.empty(), Durability.LOCAL);
  }

  public static GitSettings settings(
      Path directory, Optional<String> remote, Durability durability) {
    return new GitSettings(
        directory,
        remote,
        "main",
        Optional.of(new GitSettings.Credentials(GitHttpServer.USERNAME, GitHttpServer.TOKEN)),
        Duration.ofSeconds(20),
        Duration.ofSeconds(30),
        Duration.ZERO,
        durability,
        LAYOUT,
        Duration.ofDays(7),
        Optional.empty(),
        Optional.empty());
  }

  /** Returns an open store that has loaded the registry. */
  public static GitStorage open(GitSettings settings) {
    return open(settings, new Disk());
  }

  public static GitStorage open(GitSettings settings, Disk disk) {
    GitStorage storage = GitStorage.open(settings, disk, Clock.systemUTC(), new Random());
    storage.synchronise();
    return storage;
  }

  public static Change patch(String app) {
    return patch(app, Optional.empty());
  }

  public static Change patch(String app, Optional<IdempotencyKey> key) {
    return new IncrementVersion(
        new ApplicationId(app),
        new Increment.ToRelease(Increment.Level.PATCH),
        SemanticVersion.of(1, 0, 0),
        request(key));
  }

  public static Change set(String app, String version) {
    return new Change.SetVersion(
        new ApplicationId(app), SemanticVersion.parse(version), false, request(Optional.empty()));
  }

  public static Change delete(String app) {
    return new Change.DeleteApplication(new ApplicationId(app), request(Optional.empty()));
  }

  public static Change deleteProject(String project) {
    return new Change.DeleteProject(new ProjectId(project), request(Optional.empty()));
  }

  /** Returns one patch for each of a number of apps, which are numbered from 0. */
  public static List<Change> patches(String prefix, int apps) {
    return IntStream.range(0, apps).mapToObj(i -> patch(prefix + i)).toList();
  }

  /** Returns the version in a receipt. */
  public static String version(Receipt receipt) {
    if (receipt.outcome() instanceof Outcome.Applied applied) {
      return applied.transitions().get(0).version().toString();
    }
    return receipt.outcome() instanceof Outcome.Replayed replayed
        ? replayed.issued().transition().version().toString()
        : receipt.outcome().toString();
  }

  private static Request request(Optional<IdempotencyKey> key) {
    return new Request(
        ChangeId.random(RANDOM),
        new Principal("Ada Lovelace"),
        key,
        Optional.empty(),
        Optional.of(new RequestId(REQUEST_ID)));
  }

  /** Returns the settings with another timeout. */
  static GitSettings withTimeout(GitSettings settings, Duration timeout) {
    return with(settings, timeout, settings.pushInterval(), settings.layout());
  }

  /** Returns the settings with another least time between two pushes. */
  public static GitSettings withPushInterval(GitSettings settings, Duration interval) {
    return with(settings, settings.timeout(), interval, settings.layout());
  }

  /** Returns settings with another layout of a new repository. */
  public static GitSettings withLayout(GitSettings settings, Layout layout) {
    return with(settings, settings.timeout(), settings.pushInterval(), layout);
  }

  private static GitSettings with(
      GitSettings settings, Duration timeout, Duration pushInterval, Layout layout) {
    return new GitSettings(
        settings.directory(),
        settings.remote(),
        settings.branch(),
        settings.credentials(),
        timeout,
        settings.fetchInterval(),
        pushInterval,
        settings.durability(),
        layout,
        settings.keysKeptFor(),
        settings.ssh(),
        settings.committerEmail());
  }
}
