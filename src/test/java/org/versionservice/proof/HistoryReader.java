package org.versionservice.proof;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.Json;
import jakarta.json.JsonObject;
import jakarta.json.JsonReader;
import jakarta.json.JsonString;
import java.io.StringReader;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.versionservice.proof.RemoteHistory.Commit;
import org.versionservice.proof.RemoteHistory.Conversion;
import org.versionservice.proof.RemoteHistory.Edit;
import org.versionservice.proof.RemoteHistory.Entry;
import org.versionservice.proof.RemoteHistory.Step;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.CommitId;
import org.versionservice.version.IdempotencyKey;
import org.versionservice.version.Layout;

/** Reads a branch with the git command and a JSON parser, without code of the service. */
public final class HistoryReader {

  private static final String SEPARATOR = "\u001f";
  private static final int MOST_SAMPLES = 200;
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
    List<Commit> commits = reader.commits();
    return new RemoteHistory(
        commits, reader.samples(commits), reader.file(branch), repository.pastHeads(branch));
  }

  /** Returns the files of some steps, at equal distances. */
  private Map<CommitId, Map<ApplicationId, Entry>> samples(List<Commit> commits) {
    Map<CommitId, Map<ApplicationId, Entry>> samples = new HashMap<>();
    for (int i = 0; i < commits.size(); i += 1 + commits.size() / MOST_SAMPLES) {
      if (commits.get(i) instanceof Step step) {
        samples.put(step.id(), file(step.id().value()));
      }
    }
    return samples;
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
    if (trailers.keySet().containsAll(OF_A_STEP)) {
      return step(id, trailers);
    }
    Map<ApplicationId, Entry> file = file(id.value());
    return "layout".equals(trailers.get("Type"))
        ? new Conversion(id, layout(repository, id.value()), file)
        : new Edit(id, file);
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
        Optional.ofNullable(trailers.get("Conflict")).map(SeenVersion::parse),
        Optional.ofNullable(trailers.get("Line")).map(SeenLine::parse),
        trailers.containsKey("Reservation"));
  }

  private Map<ApplicationId, Entry> file(String revision) {
    Map<ApplicationId, Entry> entries = new HashMap<>();
    Map<String, JsonObject> files = files(repository, revision);
    files.forEach(
        (path, root) -> {
          Map<ApplicationId, Entry> ofFile = new HashMap<>();
          add(root.getJsonObject("deleted"), true, ofFile);
          add(root.getJsonObject("versions"), false, ofFile);
          ofFile.keySet().forEach(app -> checkPlace(app, path, layout(files), revision));
          entries.putAll(ofFile);
        });
    return entries;
  }

  /** Returns the files with entries by their paths, in either layout. */
  static Map<String, JsonObject> files(BareRepository repository, String revision) {
    Map<String, StringBuilder> texts = new HashMap<>();
    // One process prints all lines of all files.
    for (String line : repository.git().run("grep", "-a", "-e", "", revision)) {
      String[] parts = line.substring(revision.length() + 1).split(":", 2);
      texts.computeIfAbsent(parts[0], path -> new StringBuilder()).append(parts[1]).append('\n');
    }
    texts
        .keySet()
        .removeIf(path -> !path.matches("versions\\.json|versions/[0-9a-f]{2}/.+\\.json"));
    Map<String, JsonObject> files = new HashMap<>();
    texts.forEach((path, text) -> files.put(path, parse(text.toString())));
    files.values().removeIf(root -> root.get("versions") instanceof JsonString);
    return files;
  }

  private static JsonObject parse(String text) {
    try (JsonReader reader = Json.createReader(new StringReader(text))) {
      return reader.readObject();
    }
  }

  /** Returns the layout of a commit. */
  static Layout layout(BareRepository repository, String revision) {
    return layout(files(repository, revision));
  }

  private static Layout layout(Map<String, JsonObject> files) {
    return files.containsKey(SINGLE) ? Layout.SINGLE : Layout.PROJECT;
  }

  /** Nothing else is checked of a state that has an entry in a wrong file, or in two. */
  private static void checkPlace(ApplicationId app, String path, Layout layout, String revision) {
    String place = layout == Layout.SINGLE ? SINGLE : pathOfProject(app);
    if (!path.equals(place)) {
      throw new IllegalStateException(
          "%s is in %s and not in %s at %s".formatted(app, path, place, revision));
    }
  }

  private static String pathOfProject(ApplicationId app) {
    String project = app.value().substring(0, app.value().indexOf('-'));
    try {
      byte[] hash = MessageDigest.getInstance("SHA-1").digest(project.getBytes(UTF_8));
      return "versions/%02x/%s.json".formatted(hash[0], project);
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException(e);
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
