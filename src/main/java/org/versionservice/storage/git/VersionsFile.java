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
 * <p>Kept as pieces that a changed file shares with the one before it. What a change does not touch
 * keeps its bytes, and the difference between two files is found by comparing references.
 */
final class VersionsFile {

  /** The file's name, at the root of the branch. */
  static final String NAME = "versions.json";

  private static final String STAMP_HEAD = ",\n  \"last_updated\": ";

  /** Some of the file's text. */
  sealed interface Part {
    /** Text that is never changed. */
    record Fixed(byte[] text) implements Part {}

    /** The members of {@code versions}, with the closing brace. */
    record Apps(EntrySection section) implements Part {}

    /** The members of {@code deleted}, with the closing brace. */
    record Deleted(EntrySection section) implements Part {}

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

  /** The text, piece by piece. */
  List<byte[]> pieces() {
    List<byte[]> pieces = new ArrayList<>();
    for (Part part : parts) {
      if (part instanceof Part.Fixed fixed) {
        pieces.add(fixed.text());
      } else if (part instanceof Part.Stamp stamp) {
        pieces.add(stamp.text());
      } else if (part instanceof Part.Apps apps) {
        apps.section().addPiecesTo(pieces);
      } else if (part instanceof Part.Deleted deleted) {
        deleted.section().addPiecesTo(pieces);
      }
    }
    return pieces;
  }

  /** The whole text. */
  byte[] toBytes() {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    pieces().forEach(out::writeBytes);
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
