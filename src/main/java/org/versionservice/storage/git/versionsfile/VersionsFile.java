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
import java.util.function.Function;
import org.versionservice.version.ApplicationId;
import org.versionservice.version.ApplicationVersion;
import org.versionservice.version.Registry;

/**
 * The text of {@code versions.json}. Immutable.
 *
 * <p>The text consists of parts, which a changed file shares with the previous one. So unchanged
 * entries keep their bytes, and a comparison of references finds the difference of two files.
 */
public final class VersionsFile {

  /** The file's name, at the root of the branch. */
  public static final String NAME = "versions.json";

  private static final System.Logger LOG = System.getLogger(VersionsFile.class.getName());

  /** The file of an empty registry. */
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

  /** The number of parts when the whole text was last validated; 0 if it never was. */
  private final int confirmedParts;

  /**
   * @param parts the parts in order: one {@link TextPart.Apps}, one {@link TextPart.Stamp}, at most
   *     one {@link TextPart.Deleted}, any number of others
   * @param unknown unknown members of the root, each with name and value as in {@code parts}
   */
  public VersionsFile(List<TextPart> parts, List<String> unknown) {
    this(parts, unknown, 0);
  }

  private VersionsFile(List<TextPart> parts, List<String> unknown, int confirmedParts) {
    this.parts = List.copyOf(parts);
    this.unknown = unknown;
    this.confirmedParts = confirmedParts;
  }

  /**
   * Returns a new file.
   *
   * @param registry the state of all apps that belong into the file
   * @param earlier returns the text of an app in another file
   * @param unknown unknown members of the root, each with name and value
   * @param at the time of the update
   */
  public static VersionsFile of(
      Registry registry,
      Function<ApplicationId, Optional<EntryText>> earlier,
      List<String> unknown,
      Instant at) {
    EntryMap deleted = EntryMap.of(registry.allDeleted(), earlier);
    List<TextPart> head = new ArrayList<>(EMPTY.parts);
    unknown.forEach(raw -> head.add(head.size() - 2, fixed(",\n  " + raw)));
    return new VersionsFile(head, unknown)
        .withSections(
            EntryMap.of(registry.all(), earlier),
            Optional.of(deleted).filter(map -> !map.isEmpty()))
        .updatedAt(at);
  }

  /**
   * Returns this file if it is valid and agrees with a registry, otherwise a new file of the
   * registry. Validates the whole text once, unless it was read as it is, and again after a change
   * of its parts; otherwise only the changed entries.
   *
   * @param changed the apps whose entries differ from the previous file
   * @param at the time of the update
   */
  public VersionsFile confirmed(Registry registry, Collection<ApplicationId> changed, Instant at) {
    if (confirmedParts == parts.size()
        && changed.stream().allMatch(app -> matches(registry, app))) {
      return this;
    }
    if (VersionsFileReader.matches(toBytes(), registry)) {
      return confirmed();
    }
    LOG.log(ERROR, "{0} is written anew, because the change of it was not valid", NAME);
    return of(registry, this::entry, unknown, at);
  }

  /** Returns this file after its whole text was read, which validates it. */
  public VersionsFile confirmed() {
    return new VersionsFile(parts, unknown, parts.size());
  }

  private boolean matches(Registry registry, ApplicationId app) {
    EntryMap deleted = deleted().orElse(EntryMap.EMPTY);
    return apps().matches(app, registry.find(app))
        && deleted.matches(app, registry.findDeleted(app));
  }

  /** Returns the unknown members of the root, each with name and value. */
  public List<String> unknown() {
    return unknown;
  }

  public byte[] toBytes() {
    return text(parts);
  }

  /** Returns the edits from this text to that of a later file, sorted by their offsets. */
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

  /** Adds the edits of parts that have a later form; returns the offset after the parts. */
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

  /**
   * Returns this file with the entries of some apps as a registry has them.
   *
   * @param registry the state of all apps that belong into this file
   * @param changed the apps whose entries differ from this file
   * @param at the time of the change
   */
  public VersionsFile with(Registry registry, Collection<ApplicationId> changed, Instant at) {
    VersionsFile file = this;
    for (ApplicationId app : changed) {
      file = file.withEntry(registry, app);
    }
    return file.updatedAt(at).confirmed(registry, changed, at);
  }

  /** Returns this file with the entry of an app from a registry. */
  private VersionsFile withEntry(Registry registry, ApplicationId app) {
    Optional<EntryText> earlier = entry(app);
    Optional<ApplicationVersion> live = registry.find(app);
    Optional<ApplicationVersion> last = registry.findDeleted(app);
    EntryMap apps =
        live.map(entry -> apps().with(entry, earlier)).orElseGet(() -> apps().without(app));
    Optional<EntryMap> deleted =
        last.map(entry -> deleted().orElse(EntryMap.EMPTY).with(entry, earlier))
            .or(() -> deleted().map(section -> section.without(app)));
    return withSections(apps, deleted);
  }

  /** Returns the text of the entry of a live or deleted app. */
  public Optional<EntryText> entry(ApplicationId app) {
    return apps().find(app).or(() -> deleted().flatMap(section -> section.find(app)));
  }

  private VersionsFile updatedAt(Instant at) {
    List<TextPart> changed = new ArrayList<>(parts);
    changed.replaceAll(
        part ->
            part instanceof TextPart.Stamp stamp
                ? stamp.with(EntryText.quoted(at.toString()))
                : part);
    return new VersionsFile(changed, unknown, confirmedParts);
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

  /** Adds the section of deleted apps; removes an empty one, unless a person wrote its head. */
  private static void addDeleted(List<TextPart> changed, EntryMap deleted) {
    if (deleted.isEmpty()
        && changed.get(changed.size() - 1) instanceof TextPart.Fixed head
        && Arrays.equals(head.text(), DELETED_HEAD.text())) {
      changed.remove(changed.size() - 1);
    } else {
      changed.add(new TextPart.Deleted(deleted));
    }
  }

  private static TextPart.Fixed fixed(String text) {
    return new TextPart.Fixed(text.getBytes(UTF_8));
  }
}
