package org.versionservice.storage.git.versionsfile;

import static java.lang.System.Logger.Level.ERROR;
import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collection;
import java.util.List;
import java.util.Optional;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * The text of {@code versions.json}, never changed once made.
 *
 * <p>Kept in parts that a changed file shares with the one before it. What a change does not touch
 * keeps its bytes, and the difference between two files is found by comparing references.
 */
public final class VersionsFile {

  /** The file's name, at the root of the branch. */
  public static final String NAME = "versions.json";

  private static final System.Logger LOG = System.getLogger(VersionsFile.class.getName());

  /** The file of a registry that nobody has asked for a version yet. */
  public static final VersionsFile EMPTY =
      new VersionsFile(
          List.of(
              fixed("{\n  \"versions\": {"),
              new TextPart.Apps(EntryMap.EMPTY),
              TextPart.Stamp.missing(),
              fixed("\n}\n")),
          List.of());

  private static final TextPart.Fixed DELETED_HEAD = fixed(",\n  \"deleted\": {");

  private final List<TextPart> parts;
  private final List<String> unknown;

  /** How many parts the file had when the whole text was read back; 0 if it never was. */
  private final int confirmedParts;

  /**
   * @param parts what the file consists of, in order, with one {@link TextPart.Apps}, one {@link
   *     TextPart.Stamp}, and one {@link TextPart.Deleted} at most
   * @param unknown members of the root that this service does not know, name and value as in {@code
   *     parts}
   */
  public VersionsFile(List<TextPart> parts, List<String> unknown) {
    this(parts, unknown, 0);
  }

  private VersionsFile(List<TextPart> parts, List<String> unknown, int confirmedParts) {
    this.parts = List.copyOf(parts);
    this.unknown = unknown;
    this.confirmedParts = confirmedParts;
  }

  /** The file that says what a registry says, in this service's own form. */
  private VersionsFile rewritten(Registry registry) {
    EntryMap apps = EntryMap.EMPTY;
    for (ApplicationVersion entry : registry.all()) {
      apps = apps.with(entry, earlier(entry.id()));
    }
    EntryMap deleted = EntryMap.EMPTY;
    for (ApplicationVersion last : registry.allDeleted()) {
      deleted = deleted.with(last, earlier(last.id()));
    }
    List<TextPart> head = new ArrayList<>(EMPTY.parts);
    unknown.forEach(raw -> head.add(head.size() - 2, fixed(",\n  " + raw)));
    Optional<EntryMap> gone = deleted.isEmpty() ? Optional.empty() : Optional.of(deleted);
    return new VersionsFile(head, unknown).withSections(apps, gone);
  }

  /**
   * This file, if it is valid and says of the apps what the registry says; else one that is written
   * anew. The whole text is read back once, and again when its structure changed.
   *
   * @param changed the apps that this file and the one before it tell differently
   * @param at when it is last updated
   */
  public VersionsFile confirmed(Registry registry, Collection<ApplicationId> changed, Instant at) {
    if (confirmedParts == parts.size() && changed.stream().allMatch(app -> says(registry, app))) {
      return this;
    }
    if (VersionsFileReader.says(toBytes(), registry)) {
      return new VersionsFile(parts, unknown, parts.size());
    }
    LOG.log(ERROR, "{0} is written anew, because the change of it was not valid", NAME);
    return rewritten(registry).updatedAt(at);
  }

  private boolean says(Registry registry, ApplicationId app) {
    EntryMap gone = deleted().orElse(EntryMap.EMPTY);
    return apps().says(app, registry.find(app)) && gone.says(app, registry.findDeleted(app));
  }

  /** The whole text. */
  public byte[] toBytes() {
    return text(parts);
  }

  /** Where the text of a later file differs, sorted by the offsets. */
  public List<TextEdit> editsTo(VersionsFile later) {
    int head = 0;
    while (head < Math.min(parts.size(), later.parts.size())
        && later.parts.get(head).continues(parts.get(head))) {
      head++;
    }
    int end = parts.size();
    int laterEnd = later.parts.size();
    while (Math.min(end, laterEnd) > head
        && later.parts.get(laterEnd - 1).continues(parts.get(end - 1))) {
      end--;
      laterEnd--;
    }
    List<TextEdit> edits = new ArrayList<>();
    int offset = addEditsTo(edits, 0, parts.subList(0, head), later.parts);
    byte[] before = text(parts.subList(head, end));
    edits.add(new TextEdit(offset, before, text(later.parts.subList(head, laterEnd))));
    addEditsTo(
        edits,
        offset + before.length,
        parts.subList(end, parts.size()),
        later.parts.subList(laterEnd, later.parts.size()));
    edits.removeIf(edit -> Arrays.equals(edit.before(), edit.after()));
    return edits;
  }

  /** Pairs parts with their later selves; returns the offset behind them. */
  private static int addEditsTo(
      List<TextEdit> edits, int offset, List<TextPart> parts, List<TextPart> later) {
    int position = offset;
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).addEditsTo(edits, position, later.get(i));
      position += parts.get(i).length();
    }
    return position;
  }

  private static byte[] text(List<TextPart> parts) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(parts.stream().mapToInt(TextPart::length).sum());
    parts.forEach(part -> part.addTo(out));
    return out.toByteArray();
  }

  /** This file, which says of the app what the registry says. */
  public VersionsFile withEntry(Registry registry, ApplicationId app) {
    Optional<EntryText> earlier = earlier(app);
    Optional<ApplicationVersion> there = registry.find(app);
    Optional<ApplicationVersion> gone = registry.findDeleted(app);
    EntryMap apps =
        there.map(entry -> apps().with(entry, earlier)).orElseGet(() -> apps().without(app));
    Optional<EntryMap> deleted =
        gone.map(last -> deleted().orElse(EntryMap.EMPTY).with(last, earlier))
            .or(() -> deleted().map(section -> section.without(app)));
    return withSections(apps, deleted);
  }

  private Optional<EntryText> earlier(ApplicationId app) {
    return apps().find(app).or(() -> deleted().flatMap(section -> section.find(app)));
  }

  /** This file, last updated at another time. */
  public VersionsFile updatedAt(Instant at) {
    List<TextPart> changed = new ArrayList<>(parts);
    changed.replaceAll(
        part ->
            part instanceof TextPart.Stamp stamp
                ? stamp.with(EntryText.quoted(at.toString()))
                : part);
    return new VersionsFile(changed, unknown, confirmedParts);
  }

  /** Returns whether the file knows the app, be it there or deleted. */
  boolean knows(ApplicationId app) {
    return apps().find(app).isPresent()
        || deleted().filter(section -> section.find(app).isPresent()).isPresent();
  }

  private EntryMap apps() {
    return section(TextPart.Apps.class).orElseThrow();
  }

  private Optional<EntryMap> deleted() {
    return section(TextPart.Deleted.class);
  }

  private Optional<EntryMap> section(Class<? extends TextPart.Section> type) {
    return parts.stream()
        .filter(type::isInstance)
        .map(part -> type.cast(part).section())
        .findFirst();
  }

  private VersionsFile withSections(EntryMap apps, Optional<EntryMap> deleted) {
    List<TextPart> changed = new ArrayList<>();
    boolean hadDeleted = deleted().isPresent();
    for (TextPart part : parts) {
      if (part instanceof TextPart.Apps) {
        changed.add(new TextPart.Apps(apps));
        if (!hadDeleted && deleted.isPresent()) {
          changed.add(DELETED_HEAD);
          changed.add(new TextPart.Deleted(deleted.get()));
        }
      } else if (part instanceof TextPart.Deleted) {
        addDeleted(changed, deleted.orElseThrow());
      } else {
        changed.add(part);
      }
    }
    return new VersionsFile(changed, unknown, confirmedParts);
  }

  /** An empty section goes, if it is ours and not one that somebody wrote in another place. */
  private static void addDeleted(List<TextPart> changed, EntryMap deleted) {
    if (deleted.isEmpty() && changed.get(changed.size() - 1) instanceof TextPart.Fixed head) {
      if (Arrays.equals(head.text(), DELETED_HEAD.text())) {
        changed.remove(changed.size() - 1);
        return;
      }
    }
    changed.add(new TextPart.Deleted(deleted));
  }

  private static TextPart.Fixed fixed(String text) {
    return new TextPart.Fixed(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
