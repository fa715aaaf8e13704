package org.versionservice.storage.git.pack;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import net.jqwik.api.Arbitraries;
import net.jqwik.api.Arbitrary;
import net.jqwik.api.Combinators;
import net.jqwik.api.ForAll;
import net.jqwik.api.Property;
import net.jqwik.api.Provide;
import net.jqwik.api.Tuple;
import net.jqwik.api.constraints.IntRange;
import org.eclipse.jgit.internal.storage.pack.BinaryDelta;
import org.eclipse.jgit.lib.Constants;
import org.eclipse.jgit.lib.ObjectId;
import org.eclipse.jgit.lib.ObjectInserter;
import org.versionservice.storage.git.versionsfile.TextEdit;

/** Deltas and edited blobs equal the edited text, by the delta code and object ids of JGit. */
class DeltaTest {

  enum Edit {
    KEEP,
    REPLACE,
    REMOVE,
    INSERT_BEFORE
  }

  /**
   * A piece of the first text and its edit.
   *
   * @param other the replaced or inserted text
   */
  record Piece(byte[] text, Edit edit, byte[] other) {}

  @Property(tries = 500)
  void of_appliedToTheBase_isTheTarget(@ForAll("pieces") List<Piece> pieces) {
    Texts texts = Texts.of(pieces);
    byte[] delta = Delta.of(texts.base.length, texts.edits);
    assertThat(BinaryDelta.apply(texts.base, delta)).isEqualTo(texts.target);
  }

  @Property(tries = 500)
  void blobText_changedInPlace_isTheTargetAndHasItsName(
      @ForAll("pieces") List<Piece> pieces, @ForAll("pieces") List<Piece> later) {
    Texts texts = Texts.of(pieces);
    BlobBuffer text = new BlobBuffer(texts.base.clone());
    assertThat(text.id()).isEqualTo(id(texts.base));
    text.apply(texts.edits);
    assertThat(text.toBytes()).isEqualTo(texts.target);
    assertThat(text.id()).isEqualTo(id(texts.target));
    Texts head = Texts.of(later);
    text.apply(List.of(new TextEdit(0, texts.target, head.base)));
    text.apply(head.edits);
    assertThat(text.id()).isEqualTo(id(head.target));
  }

  @Property(tries = 50)
  void blobText_changedWithoutGrowing_hasTheNameOfItsText(
      @ForAll @IntRange(max = 99_999) int offset, @ForAll byte octet) {
    byte[] bytes = new byte[100_000];
    BlobBuffer text = new BlobBuffer(bytes.clone());
    for (int at : new int[] {offset, 99_999 - offset, offset / 2}) {
      text.apply(List.of(new TextEdit(at, new byte[1], new byte[] {octet})));
      bytes[at] = octet;
      assertThat(text.id()).isEqualTo(id(bytes));
    }
  }

  @Property(tries = 20)
  void of_textsThatShareNearlyAll_isShort(@ForAll("piece") Piece changed) {
    byte[] base = "a line of the text\n".repeat(20_000).getBytes(UTF_8);
    byte[] before = Arrays.copyOfRange(base, 150_000, 150_100);
    TextEdit edit = new TextEdit(150_000, before, changed.other());
    assertThat(Delta.of(base.length, List.of(edit)).length).isLessThan(changed.other().length + 64);
  }

  private static ObjectId id(byte[] content) {
    try (ObjectInserter.Formatter formatter = new ObjectInserter.Formatter()) {
      return formatter.idFor(Constants.OBJ_BLOB, content);
    }
  }

  private record Texts(byte[] base, byte[] target, List<TextEdit> edits) {

    static Texts of(List<Piece> pieces) {
      ByteArrayOutputStream base = new ByteArrayOutputStream();
      ByteArrayOutputStream target = new ByteArrayOutputStream();
      List<TextEdit> edits = new ArrayList<>();
      for (Piece piece : pieces) {
        byte[] before = piece.edit() == Edit.INSERT_BEFORE ? new byte[0] : piece.text();
        byte[] after = piece.edit() == Edit.REMOVE ? new byte[0] : piece.other();
        if (piece.edit() == Edit.KEEP) {
          target.writeBytes(piece.text());
        } else {
          edits.add(new TextEdit(base.size(), before, after));
          target.writeBytes(after);
        }
        base.writeBytes(piece.text());
        if (piece.edit() == Edit.INSERT_BEFORE) {
          target.writeBytes(piece.text());
        }
      }
      return new Texts(base.toByteArray(), target.toByteArray(), edits);
    }
  }

  @Provide
  Arbitrary<List<Piece>> pieces() {
    return piece().list().ofMinSize(1).ofMaxSize(12);
  }

  @Provide
  Arbitrary<Piece> piece() {
    Arbitrary<byte[]> texts =
        Arbitraries.bytes().array(byte[].class).ofMinSize(1).ofMaxSize(300).injectDuplicates(0.3);
    Arbitrary<byte[]> large = texts.map(text -> repeated(text, 70_000));
    Arbitrary<byte[]> sizes = Arbitraries.frequencyOf(Tuple.of(12, texts), Tuple.of(1, large));
    return Combinators.combine(sizes, Arbitraries.of(Edit.class), texts).as(Piece::new);
  }

  private static byte[] repeated(byte[] text, int length) {
    byte[] repeated = new byte[length];
    for (int i = 0; i < length; i++) {
      repeated[i] = text[i % text.length];
    }
    return repeated;
  }
}
