package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** Some of the text of {@code versions.json}. */
public sealed interface TextPart {

  /** What stands before the time where the member is missing. */
  String STAMP_HEAD = ",\n  \"last_updated\": ";

  /** How long the text is, in bytes. */
  int length();

  void addTo(ByteArrayOutputStream out);

  /**
   * Adds the places where the text of a later part of the same kind differs.
   *
   * @param offset where this part begins
   */
  void addEditsTo(List<TextEdit> edits, int offset, TextPart later);

  /** Returns whether this is what has become of an earlier part. */
  default boolean continues(TextPart earlier) {
    return earlier.getClass() == getClass();
  }

  /** Text that is not a map of entries. */
  sealed interface Plain extends TextPart {

    byte[] text();

    @Override
    default int length() {
      return text().length;
    }

    @Override
    default void addTo(ByteArrayOutputStream out) {
      out.writeBytes(text());
    }
  }

  /** Text that is never changed. */
  record Fixed(byte[] text) implements Plain {

    @Override
    public void addEditsTo(List<TextEdit> edits, int offset, TextPart later) {}

    @Override
    public boolean continues(TextPart earlier) {
      return earlier instanceof Fixed fixed && fixed.text == text;
    }
  }

  /** A map of entries, which is its members and the closing brace. */
  sealed interface Section extends TextPart {

    EntryMap section();

    @Override
    default int length() {
      return section().length();
    }

    @Override
    default void addTo(ByteArrayOutputStream out) {
      section().addTo(out);
    }

    @Override
    default void addEditsTo(List<TextEdit> edits, int offset, TextPart later) {
      section().addEditsTo(edits, offset, ((Section) later).section());
    }
  }

  /** The members of {@code versions}. */
  record Apps(EntryMap section) implements Section {}

  /** The members of {@code deleted}. */
  record Deleted(EntryMap section) implements Section {}

  /**
   * The value of {@code last_updated}.
   *
   * @param head what has to stand before a new value: nothing, or the name where it is missing
   */
  record Stamp(String head, byte[] text) implements Plain {

    /** The value. */
    public static Stamp of(byte[] text) {
      return new Stamp("", text);
    }

    Stamp with(String value) {
      return new Stamp(head, (head + value).getBytes(UTF_8));
    }

    /** The place of a missing one, behind the last member. */
    static Stamp missing() {
      return new Stamp(STAMP_HEAD, new byte[0]);
    }

    @Override
    public void addEditsTo(List<TextEdit> edits, int offset, TextPart later) {
      edits.add(new TextEdit(offset, text, ((Stamp) later).text));
    }
  }
}
