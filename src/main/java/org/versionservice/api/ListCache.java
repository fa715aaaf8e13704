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
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.ProjectId;
import org.versionservice.version.Registry;

/**
 * The lists of the newest state, as JSON. Each is written once, however many ask for it: thousands
 * of apps take many milliseconds, and whoever asks may read nothing.
 */
final class ListCache {

  private static final Jsonb JSON = new JsonFormat().getContext(Entry.class);

  private final Map<Optional<ProjectId>, byte[]> lists = new HashMap<>();
  private String tag = "";

  /**
   * A list.
   *
   * @param tag names the state that it is of
   */
  record Listed(String tag, byte[] json) {}

  /**
   * Returns the list of a project, or of all.
   *
   * @param newest tells the state; asked when it is this caller's turn, so that who waits for
   *     others shares the newest list
   */
  synchronized Listed list(Supplier<Snapshot> newest, Optional<ProjectId> project) {
    Snapshot now = newest.get();
    if (!now.tag().equals(tag)) {
      lists.clear();
      tag = now.tag();
    }
    byte[] known = lists.get(project);
    return new Listed(tag, known == null ? write(project, now.registry()) : known);
  }

  /** Keeps none that is empty: any number of projects can be asked for that do not exist. */
  private byte[] write(Optional<ProjectId> project, Registry registry) {
    List<ApplicationVersion> apps = project.map(registry::of).orElseGet(registry::all);
    byte[] json = JSON.toJson(entries(apps)).getBytes(UTF_8);
    if (!apps.isEmpty()) {
      lists.put(project, json);
    }
    return json;
  }

  /** The entries of apps, by their ids. */
  static Map<String, Entry> entries(List<ApplicationVersion> apps) {
    Map<String, Entry> entries = new LinkedHashMap<>();
    apps.forEach(app -> entries.put(app.id().value(), Entry.of(app)));
    return entries;
  }
}
