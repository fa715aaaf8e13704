package org.versionservice.storage.git;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Arrays;
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
final class VersionsFile {

  /** The file's name, at the root of the branch. */
  static final String NAME = "versions.json";

  private static final String STAMP_HEAD = ",\n  \"last_updated\": ";

  /** Some of the file's text. */
  sealed interface Part {

    /** How long the text is, in bytes. */
    int length();

    void addTo(ByteArrayOutputStream out);

    /**
     * Adds the places where the text of a later part of the same kind differs.
     *
     * @param offset where this part begins
     */
    void addSplicesTo(List<Splice> splices, int offset, Part later);

    /** Tells whether this is what has become of an earlier part. */
    default boolean continues(Part earlier) {
      return earlier.getClass() == getClass();
    }

    /** Text that is never changed. */
    record Fixed(byte[] text) implements Part {

      @Override
      public int length() {
        return text.length;
      }

      @Override
      public void addTo(ByteArrayOutputStream out) {
        out.writeBytes(text);
      }

      @Override
      public void addSplicesTo(List<Splice> splices, int offset, Part later) {}

      @Override
      public boolean continues(Part earlier) {
        return earlier instanceof Fixed fixed && fixed.text == text;
      }
    }

    /** A map of entries, which is its members and the closing brace. */
    sealed interface Section extends Part {

      EntrySection section();

      @Override
      default int length() {
        return section().length();
      }

      @Override
      default void addTo(ByteArrayOutputStream out) {
        section().addTo(out);
      }

      @Override
      default void addSplicesTo(List<Splice> splices, int offset, Part later) {
        section().addSplicesTo(splices, offset, ((Section) later).section());
      }
    }

    /** The members of {@code versions}. */
    record Apps(EntrySection section) implements Section {}

    /** The members of {@code deleted}. */
    record Deleted(EntrySection section) implements Section {}

    /**
     * The value of {@code last_updated}.
     *
     * @param head what has to stand before a new value: nothing, or the name where it is missing
     */
    record Stamp(String head, byte[] text) implements Part {

      /** The value. */
      static Stamp of(byte[] text) {
        return new Stamp("", text);
      }

      Stamp with(String value) {
        return new Stamp(head, bytes(head + value));
      }

      /** The place of a missing one, behind the last member. */
      static Stamp missing() {
        return new Stamp(STAMP_HEAD, new byte[0]);
      }

      @Override
      public int length() {
        return text.length;
      }

      @Override
      public void addTo(ByteArrayOutputStream out) {
        out.writeBytes(text);
      }

      @Override
      public void addSplicesTo(List<Splice> splices, int offset, Part later) {
        splices.add(new Splice(offset, text, ((Stamp) later).text));
      }
    }
  }

  /** The file of a registry that nobody has asked for a version yet. */
  static final VersionsFile EMPTY =
      new VersionsFile(
          List.of(
              fixed("{\n  \"versions\": {"),
              new Part.Apps(EntrySection.EMPTY),
              Part.Stamp.missing(),
              fixed("\n}\n")));

  private static final Part.Fixed DELETED_HEAD = fixed(",\n  \"deleted\": {");

  private final List<Part> parts;

  /**
   * @param parts what the file consists of, in order, with one {@link Part.Apps}, one {@link
   *     Part.Stamp}, and one {@link Part.Deleted} at most
   */
  VersionsFile(List<Part> parts) {
    this.parts = List.copyOf(parts);
  }

  /** The whole text. */
  byte[] toBytes() {
    return text(parts);
  }

  /** Where the text of a later file differs, sorted by the offsets. */
  List<Splice> splicesTo(VersionsFile later) {
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
    List<Splice> splices = new ArrayList<>();
    int offset = addSplicesTo(splices, 0, parts.subList(0, head), later.parts);
    byte[] before = text(parts.subList(head, end));
    splices.add(new Splice(offset, before, text(later.parts.subList(head, laterEnd))));
    addSplicesTo(
        splices,
        offset + before.length,
        parts.subList(end, parts.size()),
        later.parts.subList(laterEnd, later.parts.size()));
    splices.removeIf(splice -> Arrays.equals(splice.before(), splice.after()));
    return splices;
  }

  /** Pairs parts with their later selves; returns the offset behind them. */
  private static int addSplicesTo(
      List<Splice> splices, int offset, List<Part> parts, List<Part> later) {
    int position = offset;
    for (int i = 0; i < parts.size(); i++) {
      parts.get(i).addSplicesTo(splices, position, later.get(i));
      position += parts.get(i).length();
    }
    return position;
  }

  private static byte[] text(List<Part> parts) {
    ByteArrayOutputStream out =
        new ByteArrayOutputStream(parts.stream().mapToInt(Part::length).sum());
    parts.forEach(part -> part.addTo(out));
    return out.toByteArray();
  }

  /** This file, which says of the app what the registry says. */
  VersionsFile agreeingWith(Registry registry, ApplicationId app) {
    Optional<EntryText> earlier =
        apps().find(app).or(() -> deleted().flatMap(section -> section.find(app)));
    Optional<ApplicationVersion> there = registry.find(app);
    Optional<ApplicationVersion> gone = registry.findDeleted(app);
    EntrySection apps =
        there.map(entry -> apps().with(entry, earlier)).orElseGet(() -> apps().without(app));
    Optional<EntrySection> deleted =
        gone.map(last -> deleted().orElse(EntrySection.EMPTY).with(last, earlier))
            .or(() -> deleted().map(section -> section.without(app)));
    return withSections(apps, deleted);
  }

  /** This file, last updated at another time. */
  VersionsFile updatedAt(Instant at) {
    List<Part> changed = new ArrayList<>(parts);
    changed.replaceAll(
        part ->
            part instanceof Part.Stamp stamp ? stamp.with(EntryText.quoted(at.toString())) : part);
    return new VersionsFile(changed);
  }

  /** Tells whether the file knows the app, be it there or deleted. */
  boolean knows(ApplicationId app) {
    return apps().find(app).isPresent()
        || deleted().filter(section -> section.find(app).isPresent()).isPresent();
  }

  private EntrySection apps() {
    return parts.stream()
        .filter(Part.Apps.class::isInstance)
        .map(part -> ((Part.Apps) part).section())
        .findFirst()
        .orElseThrow();
  }

  private Optional<EntrySection> deleted() {
    return parts.stream()
        .filter(Part.Deleted.class::isInstance)
        .map(part -> ((Part.Deleted) part).section())
        .findFirst();
  }

  private VersionsFile withSections(EntrySection apps, Optional<EntrySection> deleted) {
    List<Part> changed = new ArrayList<>();
    boolean hadDeleted = deleted().isPresent();
    for (Part part : parts) {
      if (part instanceof Part.Apps) {
        changed.add(new Part.Apps(apps));
        if (!hadDeleted && deleted.isPresent()) {
          changed.add(DELETED_HEAD);
          changed.add(new Part.Deleted(deleted.get()));
        }
      } else if (part instanceof Part.Deleted) {
        addDeleted(changed, deleted.orElseThrow());
      } else {
        changed.add(part);
      }
    }
    return new VersionsFile(changed);
  }

  /** An empty section goes, if it is ours and not one that somebody wrote in another place. */
  private static void addDeleted(List<Part> changed, EntrySection deleted) {
    if (deleted.isEmpty() && changed.get(changed.size() - 1) instanceof Part.Fixed head) {
      if (Arrays.equals(head.text(), DELETED_HEAD.text())) {
        changed.remove(changed.size() - 1);
        return;
      }
    }
    changed.add(new Part.Deleted(deleted));
  }

  private static Part.Fixed fixed(String text) {
    return new Part.Fixed(bytes(text));
  }

  private static byte[] bytes(String text) {
    return text.getBytes(UTF_8);
  }
}
