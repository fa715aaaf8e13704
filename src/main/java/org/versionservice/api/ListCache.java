package org.versionservice.api;

import static java.nio.charset.StandardCharsets.UTF_8;

import jakarta.json.bind.Jsonb;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.Supplier;
import org.versionservice.api.model.Entry;
import org.versionservice.api.model.JsonFormat;
import org.versionservice.storage.Snapshot;
import org.versionservice.storage.StorageException;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;

/**
 * A cache of the JSON lists of the newest state. To write thousands of apps takes many
 * milliseconds, so each list is written only once.
 */
final class ListCache {

  private static final Jsonb JSON = new JsonFormat().getContext(Entry.class);

  private final Map<Optional<ProjectId>, byte[]> lists = new HashMap<>();
  private String tag = "";

  /**
   * A list as JSON.
   *
   * @param tag the tag of its state
   */
  record Listed(String tag, byte[] json) {}

  /**
   * Returns the list of a project, or of all apps.
   *
   * @param newest supplies the newest state; it is called under the lock, so that waiting callers
   *     share the newest list
   * @throws StorageException if the file of the project cannot be read, and no app of it is known
   */
  synchronized Listed list(Supplier<Snapshot> newest, Optional<ProjectId> project) {
    Snapshot now = newest.get();
    if (!now.tag().equals(tag)) {
      lists.clear();
      tag = now.tag();
    }
    byte[] known = lists.get(project);
    return new Listed(tag, known == null ? write(project, now) : known);
  }

  /** An empty list is not kept, because clients can request any number of unknown projects. */
  private byte[] write(Optional<ProjectId> project, Snapshot now) {
    List<ApplicationVersion> apps = project.map(now::of).orElseGet(now.registry()::all);
    byte[] json = JSON.toJson(entries(apps)).getBytes(UTF_8);
    if (!apps.isEmpty()) {
      lists.put(project, json);
    }
    return json;
  }

  static Map<String, Entry> entries(List<ApplicationVersion> apps) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    apps.forEach(app -> entries.put(app.id().value(), Entry.of(app)));
    return entries;
  }
}
