package org.versionservice.storage.git.versionsfile;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.io.ByteArrayOutputStream;
import java.util.List;

/** A part of the text of {@code versions.json}. */
public sealed interface TextPart {

  /** Returns the length of the text, in bytes. */
  int length();

  void addTo(ByteArrayOutputStream out);

  /**
   * Adds the edits from this part to a later form of it.
   *
   * @param offset the offset of this part, in bytes
   */
  void addEditsTo(List<TextEdit> edits, int offset, TextPart later);

  /** Returns whether this part is a later form of another one. */
  default boolean continues(TextPart earlier) {
    return earlier.getClass() == getClass();
  }

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

  record Fixed(byte[] text) implements Plain {

    @Override
    public void addEditsTo(List<TextEdit> edits, int offset, TextPart later) {}

    @Override
    public boolean continues(TextPart earlier) {
      return earlier instanceof Fixed fixed && fixed.text == text;
    }
  }

  /** The members and the closing brace of a map of entries. */
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

  record Apps(EntryMap section) implements Section {}

  record Deleted(EntryMap section) implements Section {}

  /**
   * The value of {@code last_updated}.
   *
   * @param head the text before a new value: empty, or the name of a missing member
   */
  record Stamp(String head, byte[] text) implements Plain {

    public static Stamp of(byte[] text) {
      return new Stamp("", text);
    }

    Stamp with(String value) {
      return new Stamp(head, (head + value).getBytes(UTF_8));
    }

    static Stamp missing() {
      return new Stamp(",\n  \"last_updated\": ", new byte[0]);
    }

    @Override
    public void addEditsTo(List<TextEdit> edits, int offset, TextPart later) {
      edits.add(new TextEdit(offset, text, ((Stamp) later).text));
    }
  }
}
