package org.versionservice.proof;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Edit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;

/** Reads a branch with the git command and a JSON parser, without code of the service. */
public final class HistoryReader {

  private static final String SEPARATOR = "\u001f";
  private static final String SINGLE = "versions.json";
  private static final Set<String> OF_A_STEP = Set.of("App", "Version", "Type", "Revision");

  private final BareRepository repository;
  private final String branch;

  private HistoryReader(BareRepository repository, String branch) {
    this.repository = repository;
    this.branch = branch;
  }

  /** Reads a branch, which must have a commit. */
  public static RemoteHistory read(BareRepository repository, String branch) {
    HistoryReader reader = new HistoryReader(repository, branch);
    return new RemoteHistory(reader.commits(), reader.file(branch), repository.pastHeads(branch));
  }

  private List<Commit> commits() {
    List<Commit> commits = new ArrayList<>();
    repository
        .git()
        .run(
            line -> commits.add(commit(line.split(SEPARATOR))),
            "log",
            "--reverse",
            "--topo-order",
            "--format=%H%x1f%(trailers:only,unfold,separator=%x1f)",
            branch);
    return commits;
  }

  private Commit commit(String[] fields) {
    CommitId id = new CommitId(fields[0]);
    Map<String, String> trailers = new HashMap<>();
    for (int i = 1; i < fields.length; i++) {
      String[] trailer = fields[i].split(": ", 2);
      trailers.put(trailer[0], trailer.length == 2 ? trailer[1] : "");
    }
    return trailers.keySet().containsAll(OF_A_STEP)
        ? step(id, trailers)
        : new Edit(id, file(id.value()));
  }

  private static Step step(CommitId id, Map<String, String> trailers) {
    return new Step(
        id,
        new ApplicationId(trailers.getOrDefault("App", "")),
        trailers.getOrDefault("Type", ""),
        SeenVersion.parse(trailers.getOrDefault("Version", "")),
        Optional.ofNullable(trailers.get("Previous")).map(SeenVersion::parse),
        Long.parseLong(trailers.getOrDefault("Revision", "")),
        Optional.ofNullable(trailers.get("Idempotency-Key")).map(IdempotencyKey::new),
        Optional.ofNullable(trailers.get("Conflict")).map(SeenVersion::parse));
  }

  private Map<ApplicationId, Entry> file(String revision) {
    Map<ApplicationId, Entry> entries = new HashMap<>();
    for (String path : paths(repository, revision)) {
      JsonObject root = parse(repository, revision, path);
      add(root.getJsonObject("deleted"), true, entries);
      add(root.getJsonObject("versions"), false, entries);
    }
    return entries;
  }

  /** Returns the paths of the files with entries, in either layout. */
  static List<String> paths(BareRepository repository, String revision) {
    List<String> paths =
        new ArrayList<>(repository.git().run("ls-tree", "-r", "--name-only", revision));
    paths.removeIf(path -> !path.matches("versions\\.json|versions/[0-9a-f]{2}/.+\\.json"));
    if (paths.contains(SINGLE)
        && parse(repository, revision, SINGLE).get("versions") instanceof JsonString) {
      paths.remove(SINGLE);
    }
    return paths;
  }

  private static JsonObject parse(BareRepository repository, String revision, String path) {
    String text =
        String.join("\n", repository.git().run("cat-file", "blob", revision + ":" + path));
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  private static void add(
      @Nullable JsonObject apps, boolean deleted, Map<ApplicationId, Entry> entries) {
    if (apps != null) {
      for (String app : apps.keySet()) {
        JsonObject entry = apps.getJsonObject(app);
        entries.put(
            new ApplicationId(app),
            new Entry(
                SeenVersion.parse(entry.getString("current")),
                entry.containsKey("revision") ? entry.getJsonNumber("revision").longValue() : 0,
                deleted));
      }
    }
  }
}
